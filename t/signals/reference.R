# What R makes of t/signals/answers.csv and, where it is at hand, of response data that may be no part of the project:
#   Rscript t/signals/reference.R > t/signals/reference.txt
# t/045_signals.pl compares with it; each line is a name and a number. R 4 with the package survey.
suppressMessages(library(survey))
say <- function(name, ...) { v <- unlist(list(...)); for (i in seq_along(v)) cat(name, ".", names(v)[i], " ", sprintf("%.17g", v[i]), "\n", sep = "") }
d <- read.csv("t/signals/answers.csv")
d$nps <- 100 * ((d$score >= 9) - (d$score <= 6))
d$csat <- 100 * (d$score >= 8)

# one layout: R's own test for shares, N R^2 for all
layout <- function(name, y, g) {
  n <- length(y); s <- n * summary(lm(y ~ factor(g)))$r.squared; df <- length(unique(g)) - 1
  say(name, statistic = s, df = df, p_value = pchisq(s, df, lower.tail = FALSE))
}
for (m in c("csat", "nps", "score")) layout(paste0("homogeneity.", m), d[[m]], d$shop)
x <- tapply(d$csat > 0, d$shop, sum); n <- table(d$shop)
p <- suppressWarnings(prop.test(as.vector(x), as.vector(n), correct = FALSE))
say("homogeneity.prop_test", statistic = p$statistic[[1]], df = p$parameter[[1]], p_value = p$p.value)

# trend: R's own test for shares, lm for the slope; dispersion, bounds and p by hand
trend <- function(name, y, x) {
  n <- length(y); s <- n * cor(x, y)^2; k <- length(unique(x)); fit <- coef(lm(y ~ x))[[2]]
  phi <- (n * summary(lm(y ~ factor(x)))$r.squared - s) / (k - 2)
  se <- abs(fit) / sqrt(s) * sqrt(max(1, phi))
  q <- if (phi > 1) qt(.975, k - 2) else qnorm(.975)
  pa <- if (phi > 1) 2 * pt(-abs(fit / se), k - 2) else 2 * pnorm(-abs(fit / se))
  say(name, slope = fit, lower = fit - q * se, upper = fit + q * se, statistic = s, p_value = pchisq(s, 1, lower.tail = FALSE),
      dispersion = phi, p_adjusted = pa)
}
d$place <- c(1, 2, 4, 8)[d$period]
for (m in c("csat", "nps", "score")) trend(paste0("trend.", m), d[[m]], d$place)
d$number <- as.integer(factor(d$shop))
for (m in c("csat", "nps")) trend(paste0("trend_of_shops.", m), d[[m]], d$number)
p <- prop.trend.test(tapply(d$csat > 0, d$period, sum), table(d$period), c(1, 2, 4, 8))
say("trend.prop_trend_test", statistic = p$statistic[[1]], p_value = p$p.value)

# strata
des <- svydesign(ids = ~shop, strata = ~region, weights = ~w, data = d)
for (m in c("nps", "score")) {
  f <- as.formula(paste("~", m)); s <- svymean(f, des); ci <- confint(s, df = degf(des))
  say(paste0("stratified.", m), estimate = coef(s)[[1]], lower = ci[1], upper = ci[2], error = SE(s)[[1]])
  by <- svyby(f, ~region, des, svymean, covmat = TRUE)
  s <- svycontrast(by, c(.5, .3, .2)); ci <- confint(s, df = degf(des))
  say(paste0("standardised.", m), estimate = coef(s)[[1]], lower = ci[1], upper = ci[2], error = SE(s)[[1]])
  s <- svymean(f, svydesign(ids = ~shop, weights = ~w, data = d)); ci <- confint(s, df = length(unique(d$shop)) - 1)
  say(paste0("clusters.", m), estimate = coef(s)[[1]], lower = ci[1], upper = ci[2])
}

# the same people, and the same shops, in two periods
change <- function(name, data, f, ids, weights) {
  des <- svydesign(ids = ids, weights = weights, data = data); n <- degf(des) + 1
  by <- svyby(f, ~period, des, svymean, covmat = TRUE); s <- svycontrast(by, c(-1, 1))
  e <- coef(s)[[1]]; se <- SE(s)[[1]]; q <- qt(.975, n - 1)
  say(name, difference = e, lower = e - q * se, upper = e + q * se, statistic = e / se, p_value = 2 * pt(-abs(e / se), n - 1))
}
two <- d[d$period %in% c(1, 4), ]
for (m in c("csat", "nps", "score")) {
  f <- as.formula(paste("~", m))
  change(paste0("change_of_people.", m), two, f, ~person, ~1)
  change(paste0("change_of_people_weighted.", m), two, f, ~person, ~w)
  change(paste0("change_of_shops_weighted.", m), two, f, ~shop, ~w)
}

# Laney's chart, ordered and not; DerSimonian and Laird; Kitagawa: by hand
spread <- function(y) mean((y - mean(y))^2)
laney <- function(name, y, g, ordered) {
  n <- as.vector(table(g)); x <- tapply(y, g, mean); s <- sqrt(spread(y) / n); z <- (x - mean(y)) / s
  sigma <- max(1, if (ordered) mean(abs(diff(z))) / 1.128 else sqrt(sum(z^2) / (length(z) - 1)))
  for (i in seq_along(x))
    say(paste0(name, ".", names(x)[i]), score = x[[i]], centre = mean(y), lower = max(mean(y) - 3 * s[i] * sigma, -100),
        upper = min(mean(y) + 3 * s[i] * sigma, 100))
}
laney("laney.nps", d$nps, d$shop, TRUE)
laney("funnel.nps", d$nps, d$shop, FALSE)
n <- as.vector(table(d$shop)); x <- tapply(d$nps, d$shop, mean)
v <- sum(n * tapply(d$nps, d$shop, spread)) / (sum(n) - length(n)) / n
w <- 1 / v; q <- sum(w * (x - sum(w * x) / sum(w))^2)
tau2 <- max(0, (q - (length(n) - 1)) / (sum(w) - sum(w^2) / sum(w)))
wr <- 1 / (v + tau2); mu <- sum(wr * x) / sum(wr)
for (i in seq_along(x)) say(paste0("shrunk.nps.", names(x)[i]), score = mu + tau2 / (tau2 + v[i]) * (x[[i]] - mu))
stopifnot(tau2 > 0)
b <- d[d$period == 1 & d$shop != "s3", ]; a <- d[d$period == 4 & d$shop != "w2", ]
pb <- table(b$shop) / nrow(b); pa <- table(a$shop) / nrow(a); both <- intersect(names(pb), names(pa))
rate <- sum(sapply(both, function(g) (pb[g] + pa[g]) / 2 * (mean(a$nps[a$shop == g]) - mean(b$nps[b$shop == g]))))
say("split.nps", change = mean(a$nps) - mean(b$nps), rate = rate, mix = mean(a$nps) - mean(b$nps) - rate)

# relative weights
weights <- function(name, y, X) {
  R <- cor(X); r <- cor(X, y); e <- eigen(R)
  L <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors); beta <- solve(L) %*% r
  eps <- as.vector(L^2 %*% beta^2); r2 <- summary(lm(y ~ as.matrix(X)))$r.squared
  stopifnot(abs(sum(eps) - r2) < 1e-12)
  for (i in seq_along(eps))
    say(paste0(name, ".", i), correlation = r[i], importance = 100 * eps[i] / r2, mean = mean(X[[i]]), responses = length(y), r_squared = r2)
}
weights("drivers", d$score, d[c("a", "b", "c")])

shared <- Sys.getenv("CSAT_SHARED", "../shared")
if (file.exists(file.path(shared, "data/kiosk_long.csv"))) {
  k <- read.csv(file.path(shared, "data/kiosk_long.csv"))
  long <- rbind(data.frame(resp = k$resp, period = 1, x = k$expectation), data.frame(resp = k$resp, period = 2, x = k$perception))
  change("kiosk.change", long[!is.na(long$x), ], ~x, ~resp, ~1)
  f <- k[k$item <= 6, ]; wide <- reshape(f[c("resp", "item", "perception")], idvar = "resp", timevar = "item", direction = "wide")
  out <- tapply(k$satisfaction, k$resp, function(s) mean(s, na.rm = TRUE))[as.character(wide$resp)]
  ok <- complete.cases(wide) & !is.nan(out)
  weights("kiosk.drivers", as.vector(out[ok]), wide[ok, -1])
  o <- read.csv(file.path(shared, "data/olist_reviews.csv")); o$month <- substr(o$review_creation_date, 1, 7)
  o <- o[o$month >= "2017-01", ]
  top <- 100 * (o$review_score >= 4); month <- as.integer(factor(o$month))
  trend("olist.trend", top, month); layout("olist.homogeneity", top, month)
  p <- prop.trend.test(tapply(top > 0, month, sum), table(month))
  say("olist.prop_trend_test", statistic = p$statistic[[1]], p_value = p$p.value)
  t <- read.csv(file.path(shared, "data/telco_churn.csv")); layout("telco.homogeneity", t$satisfaction_score, t$contract)
}
