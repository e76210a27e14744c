# Writes the figures that t/044_survey.pl compares with:
#   Rscript t/survey/reference.R > t/survey/reference.txt
# Each line: scale, scores, weights, what of them, its argument, what R gives. survey 4.1, Hmisc 4.8, stats.
# Hmisc has no tolerance, so fractions that fall on a point but for the last bit of the weights are left out.
suppressMessages({library(survey); library(Hmisc)})
text <- function(x) format(x, digits = 17)
array <- function(x) paste0("{", paste(sapply(x, format, digits = 15), collapse = ","), "}")

samples <- list(
  list("1..5", c(5, 4, 2, 5, 3, 1, 4, 5), c(1, 2, 1.5, .5, 1, 2, 1, 1)),
  list("1..5", c(5, 5, 4, 3, 1, 2, 5, 4, 4, 5, 1, 5), c(.3, .7, 1.9, 2.2, .1, 1, 1, .8, 3.1, .45, .6, 1.25)),
  list("0..10", c(10, 9, 9, 8, 7, 3, 0, 10, 6, 9), c(1, 1, 2, 1, 3, 1, 1, .5, .25, 4)),
  list("0..10", c(0, 10, 10, 9, 5, 8, 10, 7, 9, 6, 10, 2, 9, 10, 8), 1:15 / 8),
  list("1..7", c(7, 7, 6, 5, 1, 2, 4, 7, 3), c(100, 2, 30, .5, 7, 11, 1e-3, 20, 3)),
  list("1..10", c(8, 7, 9, 10, 6, 8, 8, 5, 9, 7), rep(1, 10)),
  list("1..5", c(5, 5, 4, 1, 3, 2), rep(.1, 6)))

for (s in samples) {
  scale <- s[[1]]; x <- s[[2]]; w <- s[[3]]; n <- length(x)
  line <- function(what, argument, value)
    cat(paste(scale, array(x), array(w), what, format(argument, digits = 15), text(as.numeric(value)), sep = "\t"), "\n", sep = "")
  design <- function(y, ...) svydesign(ids = ~1, weights = ~w, data = data.frame(y = y, w = w), ...)
  high <- as.numeric(sub(".*[.]", "", scale))
  best <- as.numeric(x > high - 2)
  net <- 100 * (best - (x <= high - 4))

  share <- svymean(~y, design(best))
  size <- coef(share) * (1 - coef(share)) / vcov(share)
  line("share_n_survey", 0, size)
  line("share_n_linear", 0, size * n / (n - 1))
  line("share_stderr", 0, 100 * SE(share))
  for (level in c(.5, .9, .95, .999)) {
    beta <- confint(svyciprop(~y, design(best), method = "beta", level = level))
    line("share_beta_lower", level, 100 * beta[1])
    line("share_beta_upper", level, 100 * beta[2])
  }
  line("net_stderr", 0, SE(svymean(~y, design(net))))
  for (level in c(.8, .95)) {
    interval <- confint(svymean(~y, design(net)), level = level, df = n - 1)
    line("net_t_lower", level, max(interval[1], -100))
    line("net_t_upper", level, min(interval[2], 100))
    interval <- confint(svymean(~y, design(x)), level = level, df = n - 1)
    line("mean_t_lower", level, max(interval[1], as.numeric(sub("[.].*", "", scale))))
    line("mean_t_upper", level, min(interval[2], high))
  }
  line("mean_stderr", 0, SE(svymean(~y, design(x))))
  line("mean_n_survey", 0, sum(w * (x - weighted.mean(x, w))^2) / sum(w) / vcov(svymean(~y, design(x))))
  line("mean_n_kish", 0, sum(w)^2 / sum(w^2))
  for (population in c(2, 5) * n) {
    line("share_stderr_of", population, 100 * SE(svymean(~y, design(best, fpc = rep(population, n)))))
    line("mean_stderr_of", population, SE(svymean(~y, design(x, fpc = rep(population, n)))))
  }
  line("variance", 0, cov.wt(cbind(x), w / sum(w), method = "unbiased")$cov)
  for (fraction in c(.03, .1, .234, .37, .5, .61, .777, .9, .95))
    line("percentile", fraction, wtd.quantile(x, w, fraction, normwt = TRUE))
}
