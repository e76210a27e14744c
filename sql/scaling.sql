-- What others need of a tally to count in pieces: planners, Citus, TimescaleDB, dbt. Each by its contract.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE reviews (day date NOT NULL, shop integer NOT NULL, score integer, w double precision) PARTITION BY HASH (shop);
CREATE TABLE reviews_0 PARTITION OF reviews FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE reviews_1 PARTITION OF reviews FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE reviews_2 PARTITION OF reviews FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO reviews SELECT date '2025-01-01' + i % 90, i % 17, NULLIF(i * 7 % 12, 11), (i % 7 + 0.1) * 10.0 ^ (i % 13 - 6) FROM generate_series(1, 20000) AS i;
ANALYZE reviews;

-- Partitionwise: whole groups where the partition key is in GROUP BY, partial ones where it is not.
SET max_parallel_workers_per_gather = 0;
CREATE FUNCTION nodes(query text) RETURNS SETOF text LANGUAGE plpgsql SET csat.direct_scan = off AS $$
DECLARE line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
    IF line ~ 'Aggregate' THEN RETURN NEXT substring(line FROM '(?:Finalize |Partial )?\w*Aggregate'); END IF;
  END LOOP;
END $$;
CREATE VIEW by_shop AS SELECT shop, nps(score) AS nps, tally(score, '0..10', w) AS tally FROM reviews GROUP BY shop;
CREATE VIEW by_day AS SELECT day, nps(score) AS nps, tally(score, '0..10', w) AS tally FROM reviews GROUP BY day;
CREATE TABLE by_shop_serial AS TABLE by_shop;
CREATE TABLE by_day_serial AS TABLE by_day;
SET enable_partitionwise_aggregate = on;
SELECT regexp_replace(nodes, '(Hash|Group|Mixed)', '') AS node, count(*) FROM nodes('TABLE by_shop') GROUP BY 1;
SELECT count(*) FROM nodes('TABLE by_day');
SET enable_hashagg = off;
SELECT count(*) FROM nodes('TABLE by_day') WHERE nodes ~ 'Partial';
RESET enable_hashagg;
SELECT count(*) FROM (TABLE by_shop EXCEPT TABLE by_shop_serial) AS d;
SELECT count(*) FROM (TABLE by_day EXCEPT TABLE by_day_serial) AS d;
RESET enable_partitionwise_aggregate;

-- Citus: a worker sends the state of the transition function as text (or binary), the coordinator begins with the
-- initial condition, combines and calls the final function. Here by hand for every score.
CREATE TABLE worker_text (shop integer, state text);
CREATE TABLE worker_binary (shop integer, state tally);
CREATE FUNCTION state_of(p regclass) RETURNS SETOF tally LANGUAGE plpgsql AS $$
DECLARE state tally := '{}'; r record;
BEGIN
  FOR r IN EXECUTE 'SELECT * FROM ' || p LOOP state := tally_accum(state, r.score, '0..10', r.w); END LOOP;
  RETURN NEXT state;
END $$;
INSERT INTO worker_text SELECT i, s::text FROM unnest('{reviews_0,reviews_1,reviews_2}'::regclass[]) WITH ORDINALITY AS p (p, i), state_of(p) AS s;
INSERT INTO worker_binary SELECT i, s FROM unnest('{reviews_0,reviews_1,reviews_2}'::regclass[]) WITH ORDINALITY AS p (p, i), state_of(p) AS s;
WITH text_way AS (SELECT tally_combine(tally_combine(tally_combine('{}', max(state) FILTER (WHERE shop = 1)::tally), max(state) FILTER (WHERE shop = 3)::tally), max(state) FILTER (WHERE shop = 2)::tally) AS state FROM worker_text),
     direct AS (SELECT tally(score, '0..10', w) AS state FROM reviews)
SELECT tally_send(tally_final(t.state)) = tally_send(d.state) AS same_bits, nps(t.state) = nps(d.state) AS same_score,
       (nps_ci(t.state)).lower = (nps_ci(d.state)).lower AS same_interval FROM text_way AS t, direct AS d;
SELECT tally_send(sum(state)) = tally_send((SELECT tally(score, '0..10', w) FROM reviews)) AS same_bits FROM worker_binary;
-- what its planner asks of an aggregate before it sends it to the workers: a combine function, a state that is a real type
SELECT count(*) > 100 AS many, count(*) FILTER (WHERE aggcombinefn = 0 OR typtype = 'p' OR typsend = 0 OR typreceive = 0) AS not_pushed
  FROM pg_aggregate JOIN pg_type ON pg_type.oid = aggtranstype JOIN pg_depend AS d ON d.objid = aggfnoid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
 WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat') AND aggtranstype = 'tally'::regtype;

-- TimescaleDB: a continuous aggregate stores finished values, one on top of another merges them, and MERGE refresh asks
-- whether a row differs; compression by dictionary hashes.
CREATE TABLE hourly AS SELECT day, shop, tally(score, '0..10', w) AS tally FROM reviews GROUP BY 1, 2;
CREATE TABLE weekly AS SELECT date_trunc('week', day)::date AS week, sum(tally) AS tally FROM hourly GROUP BY 1;
SELECT count(*) FROM weekly JOIN (SELECT date_trunc('week', day)::date AS week, tally(score, '0..10', w) AS direct FROM reviews GROUP BY 1) AS d USING (week) WHERE tally <> direct;
SELECT count(*) FROM hourly AS m JOIN hourly AS p USING (day, shop) WHERE ROW (m.*) IS DISTINCT FROM ROW (p.*);
SELECT count(*) FROM hourly AS m JOIN (SELECT day, shop, tally + tally AS tally FROM hourly) AS p USING (day, shop) WHERE ROW (m.*) IS DISTINCT FROM ROW (p.*);
SELECT count(DISTINCT tally) = (SELECT count(*) FROM (SELECT tally FROM hourly GROUP BY tally) AS g) AS hashes FROM hourly;

-- dbt: an incremental model with a unique key replaces the days that came in again; or adds what is new to what is there.
CREATE TABLE model (day date, shop integer, tally tally, PRIMARY KEY (day, shop));
INSERT INTO model SELECT day, shop, tally(score, '0..10', w) FROM reviews WHERE day < '2025-02-01' GROUP BY 1, 2;
-- delete+insert, with three days of overlap
DELETE FROM model WHERE day >= date '2025-02-01' - 3;
INSERT INTO model SELECT day, shop, tally(score, '0..10', w) FROM reviews WHERE day >= date '2025-02-01' - 3 AND day < '2025-03-01' GROUP BY 1, 2;
-- merge
MERGE INTO model AS m USING (SELECT day, shop, tally(score, '0..10', w) FROM reviews WHERE day >= date '2025-03-01' - 3 GROUP BY 1, 2) AS n
   ON (m.day, m.shop) = (n.day, n.shop)
 WHEN MATCHED AND m.tally <> n.tally THEN UPDATE SET tally = n.tally
 WHEN NOT MATCHED THEN INSERT VALUES (n.day, n.shop, n.tally);
SELECT count(*) FROM (TABLE model EXCEPT SELECT day, shop, tally(score, '0..10', w) FROM reviews GROUP BY 1, 2) AS d;
-- append: every answer comes once
TRUNCATE model;
INSERT INTO model SELECT day, shop, tally(score, '0..10', w) FROM reviews_0 GROUP BY 1, 2
  ON CONFLICT (day, shop) DO UPDATE SET tally = model.tally + excluded.tally;
INSERT INTO model SELECT day, shop, tally(score, '0..10', w) FROM reviews_1 GROUP BY 1, 2
  ON CONFLICT (day, shop) DO UPDATE SET tally = model.tally + excluded.tally;
INSERT INTO model SELECT day, shop, tally(score, '0..10', w) FROM reviews_2 GROUP BY 1, 2
  ON CONFLICT (day, shop) DO UPDATE SET tally = model.tally + excluded.tally;
SELECT tally_send(sum(tally)) = tally_send((SELECT tally(score, '0..10', w) FROM reviews)) AS same_bits FROM model;

DROP VIEW by_shop, by_day;
DROP TABLE reviews, by_shop_serial, by_day_serial, worker_text, worker_binary, hourly, weekly, model;
DROP FUNCTION nodes, state_of;
