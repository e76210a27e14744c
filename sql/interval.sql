-- Intervals: what they are, what must hold of them whatever the answers, and what they refuse.

-- one reader, one row; the guides read it with LATERAL
SELECT c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper, c.responses, c.n_eff
FROM csat_ci(tally '1..5 {14,9,10,32,42}') AS c;

-- every method, by any spelling of its name
SELECT method, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper
FROM unnest('{wilson,Wilson CC,wilsoncc,agresti-coull,Agresti_Coull,clopper pearson,JEFFREYS,wald}'::text[]) AS method,
    csat_ci(tally '1..5 {14,9,10,32,42}', method => method) AS c;
SELECT method, round(c.estimate, 6) AS estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper
FROM unnest('{adjusted wald,Adjusted-Wald,score,t,wald}'::text[]) AS method,
    nps_ci(tally '0..10 {1,0,0,0,0,0,0,2,0,0,3}', method => method) AS c;
SELECT c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper
FROM mean_ci(tally '1..10 {0,0,0,0,1,1,2,3,2,1}', method => 'T') AS c
UNION ALL
SELECT c.estimate, round(c.lower, 6), round(c.upper, 6)
FROM mean_ci(tally '1..10 {0,0,0,0,1,1,2,3,2,1}', method => 'Adjusted_T') AS c;

-- the other scores
SELECT c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper
FROM ces_ci(tally '1..7 {80,210,140,110,160,180,120}') AS c
UNION ALL
SELECT c.estimate, round(c.lower, 6), round(c.upper, 6)
FROM ces_easy_ci(tally '1..7 {80,210,140,110,160,180,120}') AS c
UNION ALL
SELECT c.estimate, round(c.lower, 6), round(c.upper, 6)
FROM top_box_ci(tally '1..7 {80,210,140,110,160,180,120}', 2) AS c
UNION ALL
SELECT c.estimate, round(c.lower, 6), round(c.upper, 6)
FROM net_box_ci(tally '1..7 {80,210,140,110,160,180,120}', 2, 3) AS c;

-- on a reversed scale the boxes count from the good end, the mean stays on the scale
SELECT c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper
FROM csat_ci(tally '1..5 reversed {42,32,10,9,14}') AS c
UNION ALL
SELECT c.estimate, round(c.lower, 6), round(c.upper, 6)
FROM mean_ci(tally '1..5 reversed {42,32,10,9,14}') AS c;

-- the estimate is the score itself, digit by digit
SELECT (csat_ci(t)).estimate = csat(t) AS csat, (nps_ci(t)).estimate = nps(t) AS nps,
    (mean_ci(t)).estimate = mean(t) AS mean, (ces_ci(t)).estimate = ces(t) AS ces,
    (ces_easy_ci(t)).estimate = ces_easy(t) AS ces_easy, (top_box_ci(t, 3)).estimate = top_box(t, 3) AS top_box,
    (net_box_ci(t, 2, 3)).estimate = net_box(t, 2, 3) AS net_box
FROM (SELECT tally '0..10 {1,2,3,4,5,6,7,8,9,10,16}') AS v (t);

-- one word: the aggregates give what the readers give with their defaults
CREATE TABLE answers AS
SELECT i % 4 AS shop, (i * 7 % 11)::smallint AS nps, (i * 3 % 5 + 1)::integer AS csat, (i * 5 % 7 + 1)::numeric AS ces,
    1 + i % 3 / 2.0 AS w
FROM generate_series(1, 60) AS i;
SELECT csat_ci(csat) = csat_ci(tally(csat, '1..5')) AS csat, nps_ci(nps) = nps_ci(tally(nps, '0..10')) AS nps,
    ces_ci(ces) = ces_ci(tally(ces, '1..7')) AS ces, ces_easy_ci(ces) = ces_easy_ci(tally(ces, '1..7')) AS ces_easy,
    csat_ci(csat, '1..5 top 1') = csat_ci(tally(csat, '1..5 top 1')) AS scale,
    csat_ci(csat, '1..5', w::float8) = csat_ci(tally(csat, '1..5', w::float8)) AS weight,
    csat_ci(csat > 3) = csat_ci(tally(csat > 3)) AS boolean
FROM answers;
SELECT nps_ci(nps) FILTER (WHERE shop = 1) = nps_ci(tally(nps, '0..10') FILTER (WHERE shop = 1)) AS filter FROM answers;
-- they share their state with the plain score: same transition, same start, same combination, frame by frame
SELECT ci.aggfnoid::regprocedure AS unlike_its_score
FROM pg_aggregate AS ci JOIN pg_proc AS p ON p.oid = ci.aggfnoid
WHERE p.proname ~ '^(csat|nps|ces|ces_easy|retention|churn)_ci$' AND NOT EXISTS (
    SELECT FROM pg_aggregate AS score JOIN pg_proc AS q ON q.oid = score.aggfnoid
    WHERE q.proname = replace(p.proname, '_ci', '') AND q.proargtypes = p.proargtypes
        AND (score.aggtransfn, score.aggcombinefn, score.aggtranstype, score.agginitval, score.aggmtransfn, score.aggminvtransfn, score.aggminitval)
          = (ci.aggtransfn, ci.aggcombinefn, ci.aggtranstype, ci.agginitval, ci.aggmtransfn, ci.aggminvtransfn, ci.aggminitval));
SELECT count(*) > 40 AS many FROM pg_proc WHERE prokind = 'a' AND proname ~ '_ci$';
-- in a moving frame, too, and over no rows
SELECT bool_and(moving = direct) AS moving
FROM (SELECT csat_ci(csat) OVER w AS moving, csat_ci(tally(csat, '1..5') OVER w) AS direct
      FROM answers WINDOW w AS (ORDER BY ces, nps ROWS BETWEEN 5 PRECEDING AND CURRENT ROW)) AS s;
SELECT csat_ci(csat) IS NULL AS no_rows, csat_ci(csat) FILTER (WHERE false) IS NULL AS none FROM answers WHERE false;

-- no answers, no interval; one row of nulls in FROM
SELECT csat_ci(tally '{}') IS NULL AS csat, nps_ci(tally '0..10 {0,0,0,0,0,0,0,0,0,0,0} missing 3') IS NULL AS nps,
    mean_ci(tally '{}') IS NULL AS mean, csat_ci(NULL::tally) IS NULL AS "null";
SELECT c.* FROM csat_ci(tally '{}') AS c;

-- NULL for an option gives NULL; NULL for the population is no population
SELECT csat_ci(t, NULL) IS NULL AS confidence, csat_ci(t, method => NULL) IS NULL AS method,
    csat_ci(t, n_eff => NULL) IS NULL AS n_eff, csat_ci(t, population => NULL) = csat_ci(t) AS population
FROM (SELECT tally '1..5 {1,2,3,4,5}') AS v (t);

-- none of n and all of n: the outer bound is exactly 0 or 100
SELECT method, n, bool_and((none).lower = 0 AND (none).estimate = 0) AS none,
    bool_and(("all").upper = 100 AND ("all").estimate = 100) AS "all"
FROM unnest('{wilson,wilson cc,agresti-coull,clopper-pearson,jeffreys,wald}'::text[]) AS method,
    unnest('{1,2,7,1000,1099511627776}'::bigint[]) AS n,
    LATERAL (SELECT csat_ci(format('0..1 top 1 {%s,0}', n)::tally, method => method) AS none,
                 csat_ci(format('0..1 top 1 {0,%s}', n)::tally, method => method) AS "all") AS s
GROUP BY 1, 2 HAVING NOT bool_and((none).lower = 0 AND (none).estimate = 0 AND ("all").upper = 100 AND ("all").estimate = 100);

-- no bound leaves its range or lies on the wrong side: all tallies of up to 12 answers, three confidences
CREATE TABLE small AS
SELECT d, p, c, format('0..10 {%s,0,0,0,0,0,0,%s,0,0,%s}', d, p, c)::tally AS t
FROM generate_series(0, 12) AS d, generate_series(0, 12) AS p, generate_series(0, 12) AS c
WHERE d + p + c BETWEEN 1 AND 12;
SELECT count(*) AS intervals,
    count(*) FILTER (WHERE NOT (0 <= i.lower AND i.lower <= i.estimate AND i.estimate <= i.upper AND i.upper <= 100)) AS wrong
FROM small, unnest('{wilson,wilson cc,agresti-coull,clopper-pearson,jeffreys,wald}'::text[]) AS method,
    unnest('{0.5,0.95,0.999}'::float8[]) AS confidence,
    csat_ci(t, confidence, method) AS i;
SELECT count(*) AS intervals,
    count(*) FILTER (WHERE NOT (-100 <= i.lower AND i.lower <= i.upper AND i.upper <= 100)) AS wrong
FROM small, unnest('{adjusted wald,score,t,wald}'::text[]) AS method, unnest('{0.5,0.95,0.999}'::float8[]) AS confidence,
    nps_ci(t, confidence, method) AS i WHERE d + p + c > 1 OR method <> 't';
SELECT count(*) AS intervals,
    count(*) FILTER (WHERE NOT (0 <= i.lower AND i.lower <= i.estimate AND i.estimate <= i.upper AND i.upper <= 10)) AS wrong
FROM small, unnest('{0.5,0.95,0.999}'::float8[]) AS confidence, mean_ci(t, confidence) AS i WHERE d + p + c > 1;

-- promoters and detractors swapped turn the interval around
SELECT count(*) AS differ
FROM small, unnest('{adjusted wald,score,t,wald}'::text[]) AS method,
    nps_ci(t, method => method) AS i, nps_ci(format('0..10 {%s,0,0,0,0,0,0,%s,0,0,%s}', c, p, d)::tally, method => method) AS j
WHERE abs(i.lower + j.upper) > 1e-12 OR abs(i.upper + j.lower) > 1e-12;

-- one answer: a wide interval, that holds it
SELECT 'csat' AS score, c.* FROM csat_ci(tally '1..5 {0,0,0,0,1}') AS c
UNION ALL SELECT 'nps', c.* FROM nps_ci(tally '1..10 {0,0,0,0,0,0,0,0,0,1}') AS c
UNION ALL SELECT 'mean', c.* FROM mean_ci(tally '1..5 {0,0,0,0,1}') AS c;
-- answers that all agree
SELECT c.* FROM mean_ci(tally '1..5 {0,0,0,9,0}') AS c;
-- two answers far apart: the bounds would leave the scale
SELECT c.* FROM mean_ci(tally '1..5 {1,0,0,0,1}') AS c;

-- 2^40 answers: nothing overflows, cancels or takes long
SELECT method, round(c.lower, 12) AS lower, round(c.upper, 12) AS upper, c.responses, c.n_eff
FROM unnest('{wilson,wilson cc,agresti-coull,clopper-pearson,jeffreys,wald}'::text[]) AS method,
    csat_ci(tally '0..1 top 1 {549755813888,549755813888}', method => method) AS c;
SELECT method, c.upper / 100 * 1099511627776 AS upper_count
FROM unnest('{wilson,wilson cc,clopper-pearson,jeffreys}'::text[]) AS method,
    csat_ci(tally '0..1 top 1 {1099511627776,0}', method => method) AS c;
SELECT method, round(c.lower, 12) AS lower, round(c.upper, 12) AS upper
FROM unnest('{adjusted wald,score,t,wald}'::text[]) AS method,
    nps_ci(tally '0..10 {274877906944,0,0,0,0,0,0,274877906944,0,0,549755813888}', method => method) AS c;
SELECT round(c.lower, 12) AS lower, round(c.upper, 12) AS upper
FROM mean_ci(tally '1..5 {549755813888,0,0,0,549755813888}') AS c;

-- weights: all equal are none, whatever they are
SELECT k, bool_and(abs((i).lower - (u).lower) < 1e-12 AND abs((i).upper - (u).upper) < 1e-12
        AND abs((i).n_eff - (u).n_eff) < 1e-9 AND (i).estimate = (u).estimate) AS same
FROM (SELECT k, csat_ci(tally(csat, '1..5', k), n_eff => size) AS i, csat_ci(tally(csat, '1..5')) AS u
      FROM answers, unnest('{0.1,1,3,1e6}'::float8[]) AS k, unnest('{kish,linear}'::text[]) AS size GROUP BY k, size
      UNION ALL
      SELECT k, nps_ci(tally(nps, '0..10', k), n_eff => size), nps_ci(tally(nps, '0..10'))
      FROM answers, unnest('{0.1,1,3,1e6}'::float8[]) AS k, unnest('{kish,linear}'::text[]) AS size GROUP BY k, size
      UNION ALL
      SELECT k, mean_ci(tally(csat, '1..5', k), n_eff => size), mean_ci(tally(csat, '1..5'))
      FROM answers, unnest('{0.1,1,3,1e6}'::float8[]) AS k, unnest('{kish,linear}'::text[]) AS size GROUP BY k, size) AS s
GROUP BY k ORDER BY k;
-- however unequal they are, and however sure one wants to be: in range, in order, around the share
SELECT count(*) AS intervals,
    count(*) FILTER (WHERE NOT (0 <= i.lower AND i.lower <= i.estimate + 1e-12 AND i.estimate <= i.upper + 1e-12 AND i.upper <= 100)) AS wrong
FROM (SELECT k, tally(s, '1..5', w ^ k) AS t FROM unnest('{5,4,1,2}'::int[], '{0.1,0.01,10,100}'::float8[]) AS v (s, w), generate_series(0, 4) AS k
      GROUP BY k) AS v, unnest('{wilson,wilson cc,agresti-coull,clopper-pearson,jeffreys,wald}'::text[]) AS method,
    unnest('{kish,linear}'::text[]) AS size, unnest('{1e-12,0.01,0.5,0.95,0.999999999}'::float8[]) AS confidence,
    csat_ci(t, confidence, method, size) AS i;
-- times a constant they are the same
SELECT csat_ci(csat, '1..5', w::float8) = csat_ci(csat, '1..5', w::float8 * 1024) AS csat,
    nps_ci(nps, '0..10', w::float8) = nps_ci(nps, '0..10', w::float8 * 1024) AS nps
FROM answers;
-- Kish by weights alone, linear by weights and answers (R survey: svymean, svyciprop); where all agree linear is Kish
SELECT size, c.estimate, round(c.lower, 8) AS lower, round(c.upper, 8) AS upper, round(c.n_eff, 8) AS n_eff
FROM unnest('{kish,linear,Linear}'::text[]) AS size,
    (SELECT tally(s, '1..5', w) AS t FROM unnest('{5,4,2,5,3,1,4,5}'::int[], '{1,2,1.5,0.5,1,2,1,1}'::float8[]) AS v (s, w)) AS v,
    csat_ci(t, n_eff => size) AS c;
SELECT size, c.estimate, round(c.lower, 8) AS lower, round(c.upper, 8) AS upper, round(c.n_eff, 8) AS n_eff
FROM unnest('{kish,linear}'::text[]) AS size,
    (SELECT tally(s, '1..5', w) AS t FROM unnest('{5,4,2,5,3,1,4,5}'::int[], '{1,2,1.5,0.5,1,2,1,1}'::float8[]) AS v (s, w)) AS v,
    mean_ci(t, n_eff => size, method => 't') AS c;
SELECT csat_ci(t, n_eff => 'linear') = csat_ci(t) AS all_agree
FROM (SELECT tally(5, '1..5', w) AS t FROM unnest('{1,2,3}'::float8[]) AS w) AS v;

-- weighted_stats: the same figures as the tally of the same answers, and no loss far from zero
SELECT size, abs((i).lower - (j).lower) < 1e-12 AND abs((i).n_eff - (j).n_eff) < 1e-12 AS as_tally,
    abs((i).lower + 1000000 - (k).lower) < 1e-9 AND abs((i).n_eff - (k).n_eff) < 1e-6 AS shifted
FROM (SELECT size, mean_ci(tally(s, '1..5', w), method => 't', n_eff => size) AS i, mean_ci(weighted_stats(s, w), n_eff => size) AS j,
          mean_ci(weighted_stats(s + 1000000, w), n_eff => size) AS k
      FROM unnest('{5,4,2,5,3,1,4,5}'::int[], '{1,2,1.5,0.5,1,2,1,1}'::float8[]) AS v (s, w), unnest('{kish,linear}'::text[]) AS size
      GROUP BY size) AS v ORDER BY size;
SELECT c.* FROM (SELECT weighted_stats(0.1, 0.1) AS w FROM generate_series(1, 5)) AS s, mean_ci(w, n_eff => 'kish') AS c;
SELECT c.estimate = mean(w) AS estimate, c.lower, c.upper, c.responses FROM (SELECT weighted_stats(7, 0.1) AS w) AS s, mean_ci(w) AS c;
SELECT mean_ci(weighted_stats '{}') IS NULL AS empty;
-- retention and churn: one row a customer; the two add up, and so do their bounds
SELECT round((r).estimate, 4) AS retention, round((r).lower, 4) AS lower, round((r).upper, 4) AS upper, (r).responses,
    (r).estimate + (c).estimate AS "all", round((r).lower + (c).upper, 9) AS bounds
FROM (SELECT retention_ci(i % 7 <> 0, CASE WHEN i % 5 > 0 THEN i % 3 = 0 END) AS r, churn_ci(i % 7 <> 0, CASE WHEN i % 5 > 0 THEN i % 3 = 0 END) AS c
      FROM generate_series(1, 100) AS i) AS s;
SELECT retention_ci(false, true) IS NULL AS no_customers;

-- finite population: n_eff over 1 - n / N; a census is certain, and more answers than people are refused
SELECT population, c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper, c.responses, round(c.n_eff, 6) AS n_eff
FROM unnest('{NULL,1000000,40,11,10}'::float8[]) AS population,
    csat_ci(tally '1..5 {2,1,2,3,2}', population => population) AS c;
SELECT population, c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper
FROM unnest('{NULL,40,10}'::float8[]) AS population,
    nps_ci(tally '0..10 {2,0,0,0,0,0,0,3,0,0,5}', population => population) AS c;
SELECT population, c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper
FROM unnest('{NULL,40,10}'::float8[]) AS population,
    mean_ci(tally '1..5 {2,1,2,3,2}', population => population) AS c;
SELECT c.* FROM mean_ci(tally '1..5 {1,0,0,0,0}', population => 1) AS c;
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', population => 9);
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', population => 'NaN');

-- what is refused, and how
\set VERBOSITY sqlstate
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', 95);
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', method => 'score');
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', population => 9);
\set VERBOSITY default
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', 95);
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', 1);
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', 0);
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', 'NaN');
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', method => 'score');
SELECT nps_ci(tally '0..10 {0,0,0,0,0,0,0,0,0,0,1}', method => 'wilson');
SELECT mean_ci(tally '1..5 {2,1,2,3,2}', method => 'wilson');
SELECT mean_ci(w, method => 'adjusted t') FROM (SELECT weighted_stats(1, 1) AS w) AS s;
SELECT csat_ci(tally '1..5 {2,1,2,3,2}', n_eff => 'rao');
SELECT nps_ci(tally '1..5 {2,1,2,3,2}');
SELECT net_box_ci(tally '1..5 {2,1,2,3,2}', 3, 3);
SELECT top_box_ci(tally '1..5 {2,1,2,3,2}', 2147483647);
DROP TABLE answers, small;
