/* csat--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION csat" to load this file. \quit

-- ---- section: intervals, comparisons, benchmarks

CREATE TYPE score_interval AS (
    estimate numeric, lower numeric, upper numeric, responses bigint, n_eff numeric
);
COMMENT ON TYPE score_interval IS 'a score with its confidence interval, the answers it rests on and their effective number';

CREATE TYPE score_difference AS (
    difference numeric, lower numeric, upper numeric, statistic numeric, p_value numeric
);
COMMENT ON TYPE score_difference IS 'a difference of two scores with its confidence interval and a two-sided test';

-- intervals

CREATE FUNCTION csat_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson',
    n_eff text DEFAULT 'kish', population double precision DEFAULT NULL)
    RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_csat_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_ci(tally, double precision, text, text, double precision) IS
    'percent in the top box with its confidence interval; rows must be people, one answer each: over several answers a person it is far too narrow';

CREATE FUNCTION top_box_ci(t tally, boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson',
    n_eff text DEFAULT 'kish', population double precision DEFAULT NULL)
    RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_top_box_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION top_box_ci(tally, integer, double precision, text, text, double precision) IS
    'percent in the best boxes with its confidence interval; rows must be people, one answer each: over several answers a person it is far too narrow';

CREATE FUNCTION ces_easy_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson',
    n_eff text DEFAULT 'kish', population double precision DEFAULT NULL)
    RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_ces_easy_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_easy_ci(tally, double precision, text, text, double precision) IS
    'percent easy with its confidence interval; rows must be people, one answer each: over several answers a person it is far too narrow';

CREATE FUNCTION nps_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted wald',
    n_eff text DEFAULT 'kish', population double precision DEFAULT NULL)
    RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_nps_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_ci(tally, double precision, text, text, double precision) IS
    'net promoter score with its confidence interval; rows must be people, one answer each: over several answers a person it is far too narrow';

CREATE FUNCTION net_box_ci(t tally, top_boxes integer, bottom_boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted wald',
    n_eff text DEFAULT 'kish', population double precision DEFAULT NULL)
    RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_net_box_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION net_box_ci(tally, integer, integer, double precision, text, text, double precision) IS
    'percent in the best less percent in the worst boxes with its confidence interval; rows must be people, one answer each: over several answers a person it is far too narrow';

CREATE FUNCTION mean_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 't',
    n_eff text DEFAULT 'linear', population double precision DEFAULT NULL)
    RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_mean_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_ci(tally, double precision, text, text, double precision) IS
    'mean score with its confidence interval; rows must be people, one answer each: over several answers a person it is far too narrow';

CREATE FUNCTION ces_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 't',
    n_eff text DEFAULT 'linear', population double precision DEFAULT NULL)
    RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_mean_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_ci(tally, double precision, text, text, double precision) IS
    'mean effort score with its confidence interval; rows must be people, one answer each: over several answers a person it is far too narrow';

-- final functions of the aggregates csat_ci, nps_ci, ces_ci, ces_easy_ci

CREATE FUNCTION csat_ci_final(tally) RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_csat_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_ci_final(tally) IS 'reads csat_ci off a state';

CREATE FUNCTION nps_ci_final(tally) RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_nps_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_ci_final(tally) IS 'reads nps_ci off a state';

CREATE FUNCTION ces_ci_final(tally) RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_mean_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_ci_final(tally) IS 'reads ces_ci off a state';

CREATE FUNCTION ces_easy_ci_final(tally) RETURNS score_interval
    AS 'MODULE_PATHNAME', 'csat_ces_easy_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_easy_ci_final(tally) IS 'reads ces_easy_ci off a state';

-- comparisons

CREATE FUNCTION csat_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'newcombe')
    RETURNS score_difference
    AS 'MODULE_PATHNAME', 'csat_csat_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_compare(tally, tally, double precision, text) IS
    'difference in percent in the top box, with interval and test; rows must be people, one answer each: over several answers a person everything looks significant';

CREATE FUNCTION top_box_compare(t tally, baseline tally, boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'newcombe')
    RETURNS score_difference
    AS 'MODULE_PATHNAME', 'csat_top_box_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box_compare(tally, tally, integer, double precision, text) IS
    'difference in percent in the best boxes, with interval and test; rows must be people, one answer each: over several answers a person everything looks significant';

CREATE FUNCTION nps_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted wald')
    RETURNS score_difference
    AS 'MODULE_PATHNAME', 'csat_nps_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_compare(tally, tally, double precision, text) IS
    'difference in net promoter score, with interval and test; rows must be people, one answer each: over several answers a person everything looks significant';

CREATE FUNCTION net_box_compare(t tally, baseline tally, top_boxes integer, bottom_boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted wald')
    RETURNS score_difference
    AS 'MODULE_PATHNAME', 'csat_net_box_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_box_compare(tally, tally, integer, integer, double precision, text) IS
    'difference in percent in the best less percent in the worst boxes, with interval and test; rows must be people, one answer each: over several answers a person everything looks significant';

CREATE FUNCTION mean_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'welch')
    RETURNS score_difference
    AS 'MODULE_PATHNAME', 'csat_mean_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_compare(tally, tally, double precision, text) IS
    'difference in mean score, with interval and test; rows must be people, one answer each: over several answers a person everything looks significant';

CREATE FUNCTION ces_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'welch')
    RETURNS score_difference
    AS 'MODULE_PATHNAME', 'csat_mean_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_compare(tally, tally, double precision, text) IS
    'difference in mean effort score, with interval and test; rows must be people, one answer each: over several answers a person everything looks significant';

-- window functions over the segments of a report

CREATE FUNCTION p_adjust(p numeric, method text DEFAULT 'holm') RETURNS numeric
    AS 'MODULE_PATHNAME', 'csat_p_adjust_numeric' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION p_adjust(numeric, text) IS 'p-value adjusted for the number of tests in the partition: holm, bh (= fdr), by or bonferroni';

CREATE FUNCTION p_adjust(p double precision, method text DEFAULT 'holm') RETURNS numeric
    AS 'MODULE_PATHNAME', 'csat_p_adjust_float8' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION p_adjust(double precision, text) IS 'p-value adjusted for the number of tests in the partition: holm, bh (= fdr), by or bonferroni';

CREATE FUNCTION suppressed(responses bigint, min integer DEFAULT 5) RETURNS boolean
    AS 'MODULE_PATHNAME', 'csat_suppressed' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION suppressed(bigint, integer) IS 'is this cell of the partition to be hidden, having fewer than min responses or being needed so that no hidden cell follows from the total';

-- targets

CREATE FUNCTION csat_verdict(lower numeric, upper numeric, target numeric, lower_is_better boolean DEFAULT false) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
        WHEN lower_is_better AND upper <= target OR NOT lower_is_better AND lower >= target THEN 'met'
        WHEN lower_is_better AND lower > target OR NOT lower_is_better AND upper < target THEN 'missed'
        ELSE 'undecided'
    END;
END;
COMMENT ON FUNCTION csat_verdict(numeric, numeric, numeric, boolean) IS 'is the target met, missed or undecided, given the bounds of an interval';

CREATE TABLE csat_benchmark (
    metric          text NOT NULL,
    segment         text,
    kind            text NOT NULL DEFAULT 'target' CHECK (kind IN ('reference', 'target')),
    value           numeric NOT NULL,
    lower_is_better boolean NOT NULL DEFAULT false,
    source          text,
    as_of           date,
    UNIQUE NULLS NOT DISTINCT (metric, segment, kind, as_of)
);
COMMENT ON TABLE csat_benchmark IS 'scores to compare with: public figures (kind reference, replaced by updates) and your own targets (kind target, kept by pg_dump)';
COMMENT ON COLUMN csat_benchmark.metric IS 'csat, nps, ces, csi, churn, ...';
COMMENT ON COLUMN csat_benchmark.segment IS 'whose score this is; NULL for everybody';
COMMENT ON COLUMN csat_benchmark.kind IS 'reference: a public figure, for information only; target: yours, decides verdicts';
COMMENT ON COLUMN csat_benchmark.value IS 'the score, on the scale of the metric';
COMMENT ON COLUMN csat_benchmark.lower_is_better IS 'true where a score under the value is the good one, such as churn';
COMMENT ON COLUMN csat_benchmark.source IS 'where the figure was read';
COMMENT ON COLUMN csat_benchmark.as_of IS 'the day the figure is of, where known';

INSERT INTO csat_benchmark (metric, segment, kind, value, lower_is_better, source, as_of) VALUES
    ('csat', 'common target', 'reference', 80, false, 'rule of thumb: CSAT about 80 percent', NULL),
    ('nps', 'common target', 'reference', 50, false, 'rule of thumb: NPS not below 50', NULL),
    ('churn', 'common target', 'reference', 5, true, 'rule of thumb: churn not above 5 percent', NULL),
    ('csi', 'league table average', 'reference', 80, false, 'The Leadership Factor, average of its league table: about 80', NULL),
    ('nps', 'all industries, average', 'reference', 32, false, 'SurveyMonkey Benchmarks, more than 150,000 organisations', NULL),
    ('nps', 'all industries, top quarter', 'reference', 72, false, 'SurveyMonkey Benchmarks, more than 150,000 organisations', NULL),
    ('nps', 'software as a service, average', 'reference', 30, false, 'Retently, quoted in CDC prime-reportstream issue 5281', '2021-12-31'),
    ('nps', 'Snowflake', 'reference', 72, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'Zoom', 'reference', 69, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'DocuSign', 'reference', 66, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'Zapier', 'reference', 64, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'Slack', 'reference', 53, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'Mailchimp', 'reference', 47, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'Netflix', 'reference', 46, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'Twilio', 'reference', 34, false, 'PostHog, posthog.com pull request 7182', NULL),
    ('nps', 'Dropbox', 'reference', 27, false, 'PostHog, posthog.com pull request 7182', NULL);

GRANT SELECT ON csat_benchmark TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('csat_benchmark', $$WHERE kind <> 'reference'$$);

-- planning

CREATE FUNCTION csat_sample_size(margin double precision, confidence double precision DEFAULT 0.95,
    expected double precision DEFAULT 50, population double precision DEFAULT NULL, power double precision DEFAULT NULL)
    RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_sample_size(double precision, double precision, double precision, double precision, double precision) IS
    'answers needed to know a percentage to within margin points; with power, answers per group needed to find a difference of margin points';

CREATE FUNCTION nps_sample_size(margin double precision, confidence double precision DEFAULT 0.95,
    variance double precision DEFAULT 1, population double precision DEFAULT NULL, power double precision DEFAULT NULL)
    RETURNS bigint
    AS 'MODULE_PATHNAME', 'csat_nps_sample_size' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_sample_size(double precision, double precision, double precision, double precision, double precision) IS
    'answers needed to know a net score to within margin points; with power, answers per group needed to find a difference of margin points';

-- ---- end of section: intervals, comparisons, benchmarks
