# Writes the grid that t/040_distributions.pl compares with:
#   Rscript t/distributions/grid.R > t/distributions/grid.txt
# Each line: function, up to three arguments, what R gives. The tails are on purpose.
# Left out, because R itself is off by more than 1e-12 there: Student's quantile below one
# degree of freedom, his distribution between 4e5 and 1e8 of them.
text <- function(x) sprintf("%.17g", x)
line <- function(...) cat(..., "\n")
row <- function(name, a, b, c, value) line(name, text(a), text(b), text(c), text(value))

for (z in c(-37, -30, -20, -10, -5, -3, -1, -1e-3, -1e-9, 0, 1e-9, .5, 1, 2, 5, 8))
  row("normal_cdf", z, 0, 0, pnorm(z))
for (p in c(1e-300, 1e-100, 1e-20, 1e-10, 1e-6, .001, .025, .1, .2, .24, .25, .26, .4, .49, .4999999,
            .5, .5000001, .6, .74, .75, .76, .9, .975, .995, .999999))
  row("normal_quantile", p, 0, 0, qnorm(p))

for (df in c(.5, 1, 1.5, 2, 3, 7.3, 10, 29, 100.5, 1000, 20000, 3e5, 2^40)) {
  for (t in c(1e-8, .01, .5, 1, 2, 5, 12, 40))
    row("student_two_sided", t, df, 0, 2 * pt(-t, df))
  if (df >= 1)
    for (alpha in c(1e-100, 1e-10, 1e-4, .01, .05, .1, .5, .9, .999))
      row("student_critical", alpha, df, 0, qt(alpha / 2, df, lower.tail = FALSE))
}

shapes <- list(c(.5, .5), c(.5, 32.5), c(1, 20), c(2, 3), c(.7, 2.9), c(5.5, 6.5), c(15, 134), c(81, 183),
               c(682, 244), c(1000.5, 3000.5), c(1, 1e6), c(12345.5, 2e6), c(1e6, 1e6))
for (s in shapes) {
  a <- s[1]; b <- s[2]
  mean <- a / (a + b); sd <- sqrt(mean * (1 - mean) / (a + b + 1))
  for (k in c(-6, -3, -1, -.1, .1, 1, 3, 6)) {
    x <- mean + k * sd
    if (x > 0 && x < 1) {
      row("beta_lower", x, a, b, pbeta(x, a, b))
      row("beta_upper", x, a, b, pbeta(x, a, b, lower.tail = FALSE))
    }
  }
  for (p in c(1e-12, 1e-6, .005, .025, .05, .3, .5, .9)) {
    row("beta_quantile_lower", p, a, b, qbeta(p, a, b))
    row("beta_quantile_upper", p, a, b, qbeta(p, a, b, lower.tail = FALSE))
  }
}
for (s in list(c(2, 2^40 - 1), c(2^39, 2^39 + 1), c(.5, 2^40)))
  for (p in c(.005, .025, .05)) {
    row("beta_quantile_lower", p, s[1], s[2], qbeta(p, s[1], s[2]))
    row("beta_quantile_upper", p, s[1], s[2], qbeta(p, s[1], s[2], lower.tail = FALSE))
  }

# Where both shapes are large, at points whose distance from the mean is exact in double precision: else the tail, which
# follows that distance, could not be known to 1e-12. Two standard deviations of the smaller one are 2^-16, of the larger 2^-31.
for (k in c(-16, -4, -1, 1, 4)) {
  row("beta_lower", .5 + k * 2^-17, 2^30, 2^30, pbeta(.5 + k * 2^-17, 2^30, 2^30))
  row("beta_upper", .5 + k * 2^-17, 2^30, 2^30, pbeta(.5 + k * 2^-17, 2^30, 2^30, lower.tail = FALSE))
  row("beta_lower", .25 + k * 2^-17, 2^30, 3 * 2^30, pbeta(.25 + k * 2^-17, 2^30, 3 * 2^30))
}
for (s in list(c(2^30, 2^30), c(2^30, 2^40), c(2^46, 2^46), c(2^45, 3 * 2^45), c(2^33, 2^62)))
  for (p in c(1e-12, .005, .025, .5, .95)) {
    row("beta_quantile_lower", p, s[1], s[2], qbeta(p, s[1], s[2]))
    row("beta_quantile_upper", p, s[1], s[2], qbeta(p, s[1], s[2], lower.tail = FALSE))
  }

for (df in c(1, 2, 3, 5, 10, 23, 100, 999, 20000)) {
  for (p in c(1 - 1e-6, .999, .9, .5, .1, .05, .01, 1e-4, 1e-8, 1e-20, 1e-100, 1e-280)) {
    x <- signif(qchisq(p, df, lower.tail = FALSE), 8)
    row("chi_squared_upper", x, df, 0, pchisq(x, df, lower.tail = FALSE))
  }
}
