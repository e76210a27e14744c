-- What is read off a tally: every function, by position and by name.
\pset null '(null)'

CREATE TABLE t AS SELECT * FROM (VALUES
  ('five', '1..5 {12,30,80,210,168} missing 7'::tally),
  ('nps', '0..10 {4,0,1,2,0,6,7,20,30,40,90} missing 50'),
  ('reversed', '1..7 reversed {40,30,20,10,5,3,2}'),
  ('half', '1..5 step 0.5 {1,2,3,4,5,6,7,8,9} missing 5'),
  ('negative', '-3..3 top 1 {5,4,3,2,1,0,0}'),
  ('tens', '0..100 step 10 {1,0,0,0,0,2,0,0,3,0,4}'),
  ('weighted', '1..5 {2:3:5,1:0.5:0.25,0,4:10:30,3} missing 1'),
  ('one', '1..5 {0,0,1,0,0}'),
  ('zero', '1..5 {0,0,0,0,0}'),
  ('missing', '1..5 {0,0,0,0,0} missing 4'),
  ('unknown', '{} missing 4'),
  ('empty', '{}')) v (name, t);
CREATE VIEW nps_only AS SELECT * FROM t WHERE name IN ('nps', 'unknown', 'empty')
  UNION ALL SELECT 'nps 1..10', '1..10 {1,2,3,4,5,6,7,8,9,10}' UNION ALL SELECT 'nps half', '0..10 step 0.5 {1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1}'
  UNION ALL SELECT 'nps weighted', '0..10 {0,0,0,0,0,0,1:0.5:0.25,1:1.5:2.25,0,1:2:4,0}' UNION ALL SELECT 'nps zero', '0..10 {0,0,0,0,0,0,0,0,0,0,0}';

-- the same answers one by one, for comparison with SQL's own aggregates
CREATE VIEW answers AS
SELECT name, d.score, generate_series(1, d.responses) AS i FROM t, distribution(t) d WHERE name <> 'weighted';

SELECT name, responses(t), missing(t), response_rate(t), weight(t), n_eff(t), design_effect(t), scale_of(t), counts(t) FROM t;
SELECT name, csat(t), csat(t, 1) AS csat_top1, ces(t), ces_easy(t), mean(t), rescaled(t) FROM t;
SELECT name, median(t), percentile(t, 0.25) AS quartile, percentile(t, 0) AS lowest, percentile(t, 1) AS highest, variance(t), stddev(t) FROM t;
SELECT name, top_box(t, 1), bottom_box(t, 1), top_box(t, 2), bottom_box(t, 2), net_box(t, 1, 1), net_box(t, 2, 2) FROM t;
SELECT name, share(t, 3, 4), responses(t, 3, 4), share(t, 2.5, 3.5) AS around_3, share(t, -1000, 1000) AS everything FROM t;
-- a bound that is not given is open
SELECT responses(t), responses(t, 3), responses(t, hi => 2), responses(t, 2, 3), responses(t, '-Infinity', 'Infinity'), responses(t, NULL), weight(t), weight(t, 3), weight(t, hi => 2)
FROM (VALUES (tally '1..4 {1,2,4,8} missing 3'), ('1..4 reversed {1,2:1:0.5,4:8:16,8:2:0.5}'), ('{}'), (NULL)) v (t);
SELECT name, nps(t), promoters(t), passives(t), detractors(t), promoter_percent(t), passive_percent(t), detractor_percent(t) FROM nps_only;
SELECT name, sparkline(t), t::jsonb FROM t;
SELECT name, d.* FROM t, distribution(t) d WHERE name IN ('half', 'weighted', 'zero', 'missing', 'unknown', 'empty');
SELECT d.* FROM distribution('1..5 {12,30,80,210,168}', 'Zeer ontevreden < Ontevreden < Neutraal < Tevreden | Satisfied < Zeer tevreden missing n.v.t.') d;
SELECT d.* FROM distribution('1..3 {1,1,1}', '1..3') d;

-- Against SQL's own aggregates over the answers one by one.
SELECT a.name FROM (
  SELECT name, count(*) AS n, avg(score) AS mean, var_samp(score) AS variance, stddev_samp(score) AS stddev,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY score::float8) AS median,
         percentile_cont(0.9) WITHIN GROUP (ORDER BY score::float8) AS ninth
  FROM answers GROUP BY name) a JOIN t USING (name)
WHERE a.n <> responses(t) OR round(a.mean, 12) <> round(mean(t), 12)
   OR round(a.variance, 10) IS DISTINCT FROM round(variance(t), 10) OR round(a.stddev, 10) IS DISTINCT FROM round(stddev(t), 10)
   OR abs(a.median - median(t)::float8) > 1e-12 OR abs(a.ninth - percentile(t, 0.9)::float8) > 1e-12;
-- every fraction of a few small tallies
SELECT counts, fraction, p, percentile(t, fraction) FROM (
  SELECT counts, fraction, ('1..4 {' || counts || '}')::tally AS t,
         (SELECT percentile_cont(fraction) WITHIN GROUP (ORDER BY s) FROM unnest(string_to_array(counts, ',')::integer[]) WITH ORDINALITY c (n, s), generate_series(1, n)) AS p
  FROM unnest(ARRAY['1,0,0,0', '1,1,0,0', '1,0,0,1', '1,1,1,1', '3,0,2,5', '0,2,2,0']) counts, (SELECT f / 20.0::float8 AS fraction FROM generate_series(0, 20) f) f) s
WHERE abs(p - percentile(t, fraction)::float8) > 1e-12;

-- Sums that fit together: shares to 100, promoters + passives + detractors to responses.
SELECT name FROM nps_only WHERE promoters(t) + passives(t) + detractors(t) <> responses(t) OR responses(t) + missing(t) = 0
   AND response_rate(t) IS NOT NULL OR round(promoter_percent(t) - detractor_percent(t) - nps(t), 12) <> 0
   OR round(promoter_percent(t) + passive_percent(t) + detractor_percent(t), 10) <> 100;
SELECT name FROM t, distribution(t) d GROUP BY name, t
HAVING sum(d.responses) <> responses(t) OR round(sum(d.percent), 10) <> 100 OR array_agg(d.responses ORDER BY d.score) <> counts(t)
    OR count(*) FILTER (WHERE d.percent IS NULL) NOT IN (0, count(*)) OR (bool_or(d.percent IS NULL)) <> (responses(t) = 0);
SELECT name FROM t WHERE net_box(t, 2, 2) <> top_box(t, 2) - bottom_box(t, 2) AND round(net_box(t, 2, 2) - top_box(t, 2) + bottom_box(t, 2), 12) <> 0;
-- a scale and its reversal: top and bottom change places, the mean stays
SELECT csat(a) = bottom_box(b, 2) AND bottom_box(a, 2) = csat(b) AND mean(a) = mean(b) AND rescaled(a) + rescaled(b) = 100
   AND median(a) = median(b) AND ces_easy(a) + ces_easy(b) + share(a, 4, 4) = 100 AND share(a, 1, 3) = share(b, 1, 3) AS mirrored
FROM (VALUES ('1..7 {40,30,20,10,5,3,2}'::tally, '1..7 reversed {40,30,20,10,5,3,2}'::tally)) v (a, b);

-- Weighted, by hand: the weights of 'weighted' are 1,2 | 0.5 | - | 1,2,3,4 | 1,1,1.
WITH rows (score, w) AS (VALUES (1, 1.0), (1, 2), (2, 0.5), (4, 1), (4, 2), (4, 3), (4, 4), (5, 1), (5, 1), (5, 1)),
     sums AS (SELECT sum(w) AS w, sum(w * w) AS w2, sum(w * score) / sum(w) AS mean, count(*) AS n FROM rows)
SELECT round(mean(t) - s.mean, 12) AS mean, round(n_eff(t) - s.w * s.w / s.w2, 12) AS kish, round(design_effect(t) - s.n * s.w2 / (s.w * s.w), 12) AS deff,
       round(variance(t) - (SELECT sum(r.w * (r.score - s.mean) ^ 2) FROM rows r) / (s.w - s.w2 / s.w), 12) AS variance,
       round(csat(t) - 100 * 13 / s.w, 12) AS csat, round(share(t, 1, 2) - 100 * 3.5 / s.w, 12) AS share, weight(t) - s.w AS weight
FROM sums s, t WHERE name = 'weighted';
-- weighted percentiles: by cumulative weight; where the fraction falls between two points, their mean
SELECT f, percentile('1..4 {1:1:1,1:2:4,1:1:1,0}', f) FROM unnest(ARRAY[0, 0.1, 0.25, 0.26, 0.5, 0.74, 0.75, 0.76, 1]) f;
-- multiplying all weights by a power of two changes no figure
SELECT csat(a) = csat(b) AND mean(a) = mean(b) AND n_eff(a) = n_eff(b) AND variance(a) = variance(b) AND median(a) = median(b)
   AND design_effect(a) = design_effect(b) AND share(a, 2, 3) = share(b, 2, 3) AS scaled, weight(a), weight(b)
FROM (SELECT tally(s, '1..5', w) AS a, tally(s, '1..5', w * 1024) AS b FROM (VALUES (1, 0.7), (5, 1.3), (4, 0.01), (2, 3.9), (3, 1)) v (s, w)) x;
-- equal weights are no weights, but for weight()
SELECT csat(a) = csat(b) AND mean(a) = mean(b) AND round(n_eff(a) - n_eff(b), 12) = 0 AND round(stddev(a) - stddev(b), 12) = 0 AS equal
FROM (SELECT tally(s, '1..5') AS a, tally(s, '1..5', 0.3) AS b FROM generate_series(1, 5) s) x;

-- By name. Aggregates cannot take names; readers can.
SELECT csat(t => t, top => 1), percentile(t => t, fraction => 0.5), top_box(t => t, boxes => 2), bottom_box(t => t, boxes => 2),
       net_box(t => t, top_boxes => 2, bottom_boxes => 1), share(t => t, lo => 1, hi => 2), responses(t => t, lo => 1, hi => 2) FROM t WHERE name = 'five';
SELECT (distribution(t => t, scale => '1..5')).label IS NULL AS no_label, nps(t => '{}') FROM t WHERE name = 'one';
SELECT p.oid::regprocedure::text AS function, proargnames AS names FROM pg_proc p
WHERE p.prokind = 'f' AND p.proname IN ('csat', 'nps', 'ces', 'ces_easy', 'mean', 'median', 'percentile', 'variance', 'stddev', 'rescaled', 'top_box',
  'bottom_box', 'net_box', 'share', 'promoters', 'passives', 'detractors', 'promoter_percent', 'passive_percent', 'detractor_percent', 'responses',
  'missing', 'response_rate', 'weight', 'n_eff', 'design_effect', 'scale_of', 'counts', 'distribution', 'sparkline') AND proargtypes[0] = 'tally'::regtype
ORDER BY 1;
-- core's scale() and the others keep working beside ours
SELECT scale(1.50), sum(1), sum(1.5), count(*);

-- A NULL tally gives NULL; a bare literal is taken as a tally where nothing else can be meant.
SELECT csat(NULL::tally), nps(NULL::tally), responses(NULL::tally), counts(NULL::tally), (NULL::tally)::jsonb, median('1..5 {0,0,0,0,1}');

-- What readers refuse.
\pset format unaligned
\pset tuples_only on
SELECT q || E'\n' || answer_of('SELECT ' || q) FROM unnest(ARRAY[
  $$csat('1..5 {1,1,1,1,1}'::tally, 0)$$, $$csat('1..5 {1,1,1,1,1}'::tally, 6)$$, $$csat('1..5 {1,1,1,1,1}'::tally, 5)$$, $$csat('{}'::tally, 3)$$, $$csat('{}'::tally, -3)$$,
  $$top_box('1..5 {1,1,1,1,1}', 0)$$, $$bottom_box('1..5 {1,1,1,1,1}', 6)$$, $$top_box('1..5 step 0.5 {1,1,1,1,1,1,1,1,1}', 6)$$,
  $$net_box('1..5 {1,1,1,1,1}', 3, 3)$$, $$net_box('1..5 {1,1,1,1,1}', 3, 2)$$, $$net_box('1..5 {0,0,0,0,0}', 3, 3)$$, $$net_box('1..5 {1,1,1,1,1}', 0, 1)$$,
  $$share('1..5 {1,1,1,1,1}', 4, 2)$$, $$share('1..5 {1,1,1,1,1}', 'NaN', 2)$$, $$share('1..5 {1,1,1,1,1}', '-Infinity', 'Infinity')$$, $$share('1..5 {1,1,1,1,1}', 2.1, 2.9)$$, $$responses('1..5 {1,1,1,1,1}', 9, 99)$$,
  $$nps('1..5 {1,1,1,1,1}'::tally)$$, $$nps('1..5 {0,0,0,0,0}'::tally)$$, $$nps('0..10 reversed {1,0,0,0,0,0,0,0,0,0,0}'::tally)$$, $$nps('2..10 {1,0,0,0,0,0,0,0,0}'::tally)$$, $$nps('0..100 step 10 {1,0,0,0,0,0,0,0,0,0,0}'::tally)$$,
  $$promoters('1..5 {1,1,1,1,1}')$$, $$detractor_percent('1..5 {1,1,1,1,1}')$$, $$nps(5, '1..5')$$, $$nps(5, '1..10')$$,
  $$percentile('1..5 {1,1,1,1,1}', 50)$$, $$percentile('1..5 {1,1,1,1,1}', -0.1)$$, $$percentile('1..5 {1,1,1,1,1}', 'NaN')$$, $$percentile('{}', 2)$$,
  $$(SELECT count(*) FROM distribution('1..5 {1,1,1,1,1}', '0..10'))$$, $$(SELECT count(*) FROM distribution('1..5 {1,1,1,1,1}', 'a < b'))$$, $$(SELECT count(*) FROM distribution('1..5 {1,1,1,1,1}', '1..5 reversed'))$$]) q;

DROP VIEW nps_only, answers;
DROP TABLE t;
