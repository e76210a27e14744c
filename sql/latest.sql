-- tally_latest: each respondent's latest answer, in groups and in moving frames.
SELECT tally_latest(score, '0..10', customer ORDER BY day) FROM (VALUES (1, 'a', 3), (2, 'b', 9), (3, 'a', 10), (4, 'c', NULL), (5, 'b', NULL)) v (day, customer, score);
SELECT tally_latest(score, '0..10', customer ORDER BY day DESC) FROM (VALUES (1, 'a', 3), (2, 'b', 9), (3, 'a', 10)) v (day, customer, score);
-- nobody; only missing answers; a respondent who is not known is one of a kind
SELECT tally_latest(1, '0..10', 1) FILTER (WHERE false) AS nobody, tally_latest(NULL::int, '0..10', 1) AS missing, nps(tally_latest(NULL::int, '0..10', 1)) AS nps,
  tally_latest(9, '0..10', NULL::int) AS unknown FROM generate_series(1, 3);
-- every type of score, and many types of respondents
SELECT tally_latest(s::smallint, '1..5', r) = t AND tally_latest(s, '1..5', r::text) = t AND tally_latest(s::float8, '1..5', r::numeric) = t
  AND tally_latest(s::numeric, '1..5', int4range(r, r + 2)) = t AND tally_latest(s::text, '1..5', ARRAY[r]) = t AND tally_latest(to_jsonb(s), '1..5', to_jsonb(r)) = t
  AND tally_latest(s, '1..5', md5(r::text)::uuid) = t AND tally_latest(s, '1..5', ('a' || r)::name) = t AS same, t
FROM (SELECT i % 5 + 1 AS s, i % 7 AS r FROM generate_series(1, 100) i ORDER BY i) v, (SELECT tally(s, '1..5') AS t FROM (SELECT i % 5 + 1 AS s FROM generate_series(94, 100) i) w) u GROUP BY t;
SELECT tally_latest(s, 'bad < good | fine missing "n/a"', r) FROM (VALUES ('bad', 1), ('fine', 1), ('n/a', 1), ('', 2), ('Good', 3), ('BAD', 4)) v (s, r);
-- a type without hash, a bad answer, two scales, no scale
SELECT refusal($$SELECT tally_latest(1, '1..5', point(1, 1))$$);
SELECT refusal($$SELECT tally_latest(1, '1..5', ROW(1, 2))$$);
SELECT refusal($$SELECT tally_latest(6, '1..5', 1)$$);
SELECT refusal($$SELECT tally_latest(1, s::rating_scale, i) FROM (VALUES (1, '1..5'), (2, '1..7')) v (i, s)$$);
SELECT refusal($$SELECT tally_latest(1, NULL, 1)$$);

-- moving frames against DISTINCT ON of each day, with gaps, peers in a fixed order, unknown respondents, missing answers, and days without answers
CREATE TABLE asked AS
SELECT timestamp '2025-01-01' + (i * i % 9973) * interval '1 hour' AS at, i, CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 7 + i / 13) % 11 END AS score,
  CASE WHEN i % 23 = 0 THEN NULL ELSE 'customer ' || i * i % 61 END AS customer
FROM generate_series(1, 1500) i
UNION ALL SELECT day, NULL, NULL, NULL FROM generate_series(timestamp '2025-01-01', '2026-06-01', interval '1 day') day;
CREATE TABLE rolling AS
SELECT at, i, tally_latest(score, '0..10', customer) OVER w AS t, tally_latest(score::text, '0..10', customer) OVER w AS words, count(*) OVER w AS rows
FROM (SELECT * FROM asked ORDER BY at, i) a WINDOW w AS (ORDER BY at RANGE BETWEEN '30 days' PRECEDING AND CURRENT ROW);
SELECT count(*) AS frames, count(DISTINCT t) > 300 AS many, bool_and(t = words) AS same,
  count(*) FILTER (WHERE t <> coalesce((
    SELECT tally(score, '0..10') FROM (
      (SELECT DISTINCT ON (customer) score FROM asked a WHERE a.at BETWEEN r.at - interval '30 days' AND r.at AND score IS NOT NULL AND customer IS NOT NULL
       ORDER BY customer, a.at DESC, a.i DESC)
      UNION ALL SELECT score FROM asked a WHERE a.at BETWEEN r.at - interval '30 days' AND r.at AND score IS NOT NULL AND customer IS NULL) d), '{}')) AS differ
FROM rolling r;
-- the frame empties: as computed anew
SELECT t FROM rolling WHERE at = '2026-06-01';
-- frames of rows and groups, a frame that excludes rows, partitions
SELECT bool_and(a = (SELECT tally(s, '0..10') FROM (SELECT DISTINCT ON (c) s FROM unnest(scores, customers) WITH ORDINALITY u (s, c, o)
    ORDER BY c, o DESC) x)) AS rows, bool_and(b = c) AS excluding
FROM (
  SELECT tally_latest(score, '0..10', customer) OVER w AS a, array_agg(score) OVER w AS scores, array_agg(customer) OVER w AS customers,
    tally_latest(score, '0..10', i) OVER (ORDER BY at, i ROWS BETWEEN 40 PRECEDING AND 3 FOLLOWING EXCLUDE CURRENT ROW) AS b,
    sum(one) OVER (ORDER BY at, i ROWS BETWEEN 40 PRECEDING AND 3 FOLLOWING EXCLUDE CURRENT ROW) AS c
  FROM (SELECT *, tally_from_counts(ARRAY(SELECT (p = score)::int::bigint FROM generate_series(0, 10) p), '0..10') AS one
    FROM asked WHERE i > 0 AND customer <> '' AND score >= 0) f
  WINDOW w AS (ORDER BY at, i ROWS BETWEEN 40 PRECEDING AND 3 FOLLOWING)) s;
DROP TABLE asked, rolling;
