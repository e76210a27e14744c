-- One answer at a time: nps_group, csat_group, rescale.
\pset null '(null)'

SELECT score, nps_group(score), nps_group(score, '1..10') AS one_to_ten FROM generate_series(1, 10) score;
SELECT nps_group(0), nps_group(9::smallint), nps_group(9::bigint), nps_group(9.0), nps_group(9::real), nps_group(9::float8),
       nps_group('9'), nps_group(' 9.0 '), nps_group('9'::jsonb), nps_group('"9"'::jsonb);
-- half-open: 6.5 is a detractor, 8.5 a passive
SELECT score, nps_group(score, '0..10 step 0.5'), nps_group(score::text, '0..10 step 0.5') FROM unnest(ARRAY[6.5, 7, 8.5, 9]) score;
-- no answer: NULL, blank, missing code, JSON null
SELECT nps_group(NULL::integer), nps_group(''), nps_group('  '), nps_group('null'::jsonb), nps_group(11, '0..10 missing 11'), nps_group('n/a', '0..10 missing *'),
       nps_group(9, NULL), csat_group(NULL::integer), csat_group(''), csat_group('offered', 'bad < good missing offered'), csat_group(9, '1..5 missing 9');
-- satisfied: the top K; dissatisfied: the K worst; neutral: the rest
SELECT scale, string_agg(score || ' ' || csat_group(score, scale), ', ' ORDER BY score) FROM
  (VALUES ('1..5'::rating_scale, 5), ('1..5 top 1', 5), ('1..7 reversed', 7), ('1..3', 3), ('1..2', 2), ('1..4', 4), ('1..7 top 3', 7)) s (scale, hi),
  generate_series(1, hi) score GROUP BY scale ORDER BY scale;
SELECT score, csat_group(score), csat_group(score::float8), csat_group(score::text), csat_group(to_jsonb(score)) FROM generate_series(1, 5) score;
SELECT score, csat_group(score, '1..5 step 0.5') FROM generate_series(1, 5, 0.5) score;
SELECT label, csat_group(label, 'bad | slecht < so so < fine < good | goed') FROM unnest(ARRAY['bad', 'SLECHT', 'So So', 'fine', ' goed ', '2']) label;
-- the groups are those that the metrics count
SELECT count(*) FILTER (WHERE nps_group(s) = 'promoter') = promoters(tally(s, '0..10')) AND count(*) FILTER (WHERE nps_group(s) = 'passive') = passives(tally(s, '0..10'))
   AND count(*) FILTER (WHERE nps_group(s) = 'detractor') = detractors(tally(s, '0..10')) AS nps,
       round(100.0 * count(*) FILTER (WHERE csat_group(s, '0..10 top 3') = 'satisfied') / count(*), 10) = round(csat(s, '0..10 top 3'), 10) AS csat
FROM (SELECT i * i % 11 AS s FROM generate_series(1, 100) i) a;

-- rescale: 0..100 from worst to best, any value inside the bounds.
SELECT score, rescale(score, '1..5'), rescale(score, '1..5 reversed') AS reversed, rescale(score, '0..10') AS "0..10", rescale(score, '1..5 step 0.5') AS step FROM unnest(ARRAY[1, 2.5, 3.3333, 5]) score;
SELECT rescale(3, '1..5'), rescale(3::smallint, '1..5'), rescale(3::bigint, '1..5'), rescale(3.5, '1..5'), rescale(3.5::float8, '1..5'), rescale(0.1, '0..1 step 0.1'), rescale(0.1::real, '0..1 step 0.1');
SELECT rescale('3', '1..5'), rescale(' 3.5 ', '1..5'), rescale('"3.5"'::jsonb, '1..5'), rescale('3.5'::jsonb, '1..5'), rescale('good', 'bad < ok < good'), rescale('2.5', 'bad < ok < good'), rescale('-1', '-3..3');
SELECT rescale(NULL::float8, '1..5'), rescale('', '1..5'), rescale(9, '1..5 missing 9'), rescale(2.5, '1..5 missing 2.5'), rescale('2.50', '1..5 missing 2.5'), rescale('NaN'::float8, '1..5 missing nan'), rescale('9', '1..5 missing *'), rescale('null'::jsonb, '1..5'), rescale(3, NULL);
-- the mean of the rescaled answers is the rescaled mean
SELECT round(avg(rescale(s, '1..7 reversed')) - rescaled(tally(s, '1..7 reversed')), 10) AS difference FROM (SELECT 1 + i * i % 7 AS s FROM generate_series(1, 50) i) a;

-- What they refuse.
\pset format unaligned
\pset tuples_only on
SELECT q || E'\n' || answer_of('SELECT ' || q) FROM unnest(ARRAY[
  $$nps_group(11)$$, $$nps_group(-1)$$, $$nps_group(6.5)$$, $$nps_group('N/A')$$, $$nps_group(3, '1..5')$$, $$nps_group('[9]'::jsonb)$$, $$nps_group('true'::jsonb)$$,
  $$csat_group(6)$$, $$csat_group('NaN'::float8)$$, $$csat_group('so-so')$$, $$csat_group('meh', 'bad < good')$$,
  $$rescale(5.01, '1..5')$$, $$rescale('Infinity', '1..5')$$, $$rescale('NaN'::float8, '1..5')$$, $$rescale('5.01', '1..5')$$, $$rescale('{"a": 1}'::jsonb, '1..5')$$]) q;
