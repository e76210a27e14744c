-- Whatever way rows come, change and go, a live roll-up equals recomputation.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE customers (id integer PRIMARY KEY);
CREATE TABLE replies (
  id integer PRIMARY KEY,
  customer integer REFERENCES customers ON DELETE CASCADE ON UPDATE CASCADE,
  at date,
  grp text,
  score text);
CREATE INDEX ON replies (customer);
SELECT csat_create_rollup('replies_daily', 'replies', 'csat', 'score', 'bad | slecht < fair < good | goed missing ?', 'at', 'day', by => '{grp}');

-- The recomputation, and a way to see that it can fail.
CREATE VIEW by_hand AS
SELECT at AS period, grp, tally(score, 'bad | slecht < fair < good | goed missing ?') AS tally FROM replies GROUP BY 1, 2;
CREATE FUNCTION differences() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM ((TABLE replies_daily_tallies EXCEPT ALL TABLE by_hand) UNION ALL
                        (TABLE by_hand EXCEPT ALL TABLE replies_daily_tallies)) AS d $$;
INSERT INTO customers SELECT generate_series(1, 50);
SET session_replication_role = replica;
INSERT INTO replies VALUES (-1, 1, '2025-01-01', 'a', 'good');
SELECT differences();
DELETE FROM replies;
RESET session_replication_role;
SELECT differences();

-- INSERT: rows, values, select, returning, default values
INSERT INTO replies SELECT i, i % 50 + 1, date '2025-01-01' + i % 7, chr(97 + i % 3), (ARRAY['bad', 'slecht', 'fair', 'good', ' GOED ', '?', '', NULL])[i % 8 + 1]
  FROM generate_series(1, 500) AS i;
SELECT differences();
-- a row without a time or a segment is counted in cells of its own
INSERT INTO replies VALUES (501, NULL, NULL, 'a', 'good'), (502, NULL, '2025-01-01', NULL, 'bad'), (503, NULL, NULL, NULL, NULL) RETURNING id;
SELECT differences();
SELECT * FROM replies_daily_tallies WHERE period IS NULL OR grp IS NULL ORDER BY period, grp;

-- ON CONFLICT
INSERT INTO replies VALUES (1, 2, '2025-01-03', 'c', 'fair'), (600, 2, '2025-01-03', 'c', 'fair'), (2, 2, '2025-01-03', 'c', 'fair')
  ON CONFLICT (id) DO UPDATE SET score = 'good', at = excluded.at + 1 WHERE replies.id = 1;
SELECT differences();
INSERT INTO replies VALUES (1, 2, '2025-01-03', 'c', 'fair'), (601, 2, '2025-01-03', 'c', 'fair') ON CONFLICT DO NOTHING;
SELECT differences();

-- MERGE with all three actions
MERGE INTO replies AS r USING (SELECT generate_series(400, 700, 3) AS id) AS s ON r.id = s.id
  WHEN MATCHED AND r.id % 2 = 0 THEN DELETE
  WHEN MATCHED THEN UPDATE SET score = 'bad', grp = 'merged'
  WHEN NOT MATCHED THEN INSERT VALUES (s.id, 3, '2025-02-01', 'merged', 'good');
SELECT differences();

-- several changes of the table in one statement
WITH a AS (INSERT INTO replies VALUES (800, 1, '2025-01-05', 'w', 'good') RETURNING id),
     b AS (INSERT INTO replies VALUES (801, 1, '2025-01-05', 'w', 'bad'), (802, 1, '2025-01-06', 'w', 'bad') RETURNING id),
     c AS (UPDATE replies SET score = 'fair' WHERE id BETWEEN 10 AND 20 RETURNING id),
     d AS (DELETE FROM replies WHERE id BETWEEN 30 AND 40 RETURNING id)
UPDATE replies SET grp = 'x' WHERE id BETWEEN 50 AND 60;
SELECT differences();

-- COPY
COPY replies FROM stdin;
900	4	2025-01-04	copy	good
901	\N	2025-01-04	copy	\N
902	4	2025-01-05	copy	?
\.
SELECT differences();
SELECT * FROM replies_daily_tallies WHERE grp = 'copy' ORDER BY period;

-- foreign keys that cascade
DELETE FROM customers WHERE id IN (4, 5, 6);
SELECT differences();
UPDATE customers SET id = id + 1000 WHERE id < 20;
SELECT differences();

-- a bad answer fails the statement, and nothing of it is counted
INSERT INTO replies VALUES (950, NULL, '2025-01-04', 'a', 'good'), (951, NULL, '2025-01-04', 'a', 'splendid');
SELECT differences();

-- nested triggers, before and after ours in the alphabet, row and statement, that write the source again
CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 4 THEN
    IF TG_OP = 'INSERT' THEN
      INSERT INTO replies VALUES ((SELECT max(id) FROM replies) + 1, NULL, '2025-03-01', TG_NAME, 'good');
      DELETE FROM replies WHERE id = (SELECT max(id) FROM replies WHERE grp = 'a');
    ELSE
      UPDATE replies SET score = 'fair', at = at + 1 WHERE id = (SELECT max(id) FROM replies WHERE score = 'good');
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER a_first AFTER INSERT OR UPDATE ON replies FOR EACH ROW EXECUTE FUNCTION again();
CREATE TRIGGER z_last AFTER INSERT OR UPDATE ON replies FOR EACH STATEMENT EXECUTE FUNCTION again();
INSERT INTO replies VALUES (1000, NULL, '2025-01-04', 'a', 'good'), (1001, NULL, '2025-01-04', 'b', 'bad');
SELECT count(*) FROM replies WHERE id > 1001;
SELECT differences();
UPDATE replies SET grp = 'b' WHERE grp = 'c';
SELECT differences();
DROP TRIGGER a_first ON replies;
DROP TRIGGER z_last ON replies;

-- a BEFORE trigger has the last word on what is stored
CREATE FUNCTION amend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.grp := 'amended';
  RETURN CASE WHEN NEW.id % 2 = 0 THEN NEW END;
END $$;
CREATE TRIGGER amend BEFORE INSERT OR UPDATE ON replies FOR EACH ROW EXECUTE FUNCTION amend();
INSERT INTO replies SELECT i, NULL, '2025-01-04', 'x', 'good' FROM generate_series(2001, 2010) AS i;
UPDATE replies SET grp = 'y' WHERE id < 100;
SELECT differences();
SELECT responses(tally) FROM replies_daily_tallies WHERE grp = 'amended' AND period = '2025-01-04';
DROP TRIGGER amend ON replies;

-- exceptions roll back one statement of many
DO $$
BEGIN
  FOR i IN 3001 .. 3010 LOOP
    BEGIN
      INSERT INTO replies VALUES (i, NULL, '2025-01-07', 'a', 'good');
      IF i % 3 = 0 THEN RAISE EXCEPTION 'no'; END IF;
    EXCEPTION WHEN raise_exception THEN NULL;
    END;
  END LOOP;
END $$;
SELECT count(*) FROM replies WHERE id BETWEEN 3001 AND 3010;
SELECT differences();

-- writes inside a cursor, by WHERE CURRENT OF
BEGIN;
DECLARE c CURSOR FOR SELECT * FROM replies WHERE id < 30 FOR UPDATE;
MOVE 3 IN c;
UPDATE replies SET score = 'bad' WHERE CURRENT OF c;
MOVE 1 IN c;
DELETE FROM replies WHERE CURRENT OF c;
COMMIT;
SELECT differences();

-- TRUNCATE, also by a cascade
TRUNCATE customers CASCADE;
SELECT count(*) FROM replies_daily_changes;
INSERT INTO replies VALUES (1, NULL, '2025-01-07', 'a', 'good');
SELECT differences();

-- the aggregate of the views equals sums and subtraction, in any order, weighted or not, parallel or in a moving frame
CREATE TABLE net AS
SELECT i, i % 3 AS grp, i % 5 = 4 AND i > 100 AS back,
       CASE i % 4 WHEN 0 THEN tally(i % 5 + 1, '1..5') WHEN 1 THEN tally(i % 5 + 1, '1..5', i / 7.0) WHEN 2 THEN tally(NULL::integer, '1..5') ELSE '{}' END AS t
  FROM generate_series(1, 600) AS i GROUP BY i;
CREATE VIEW net_rows AS SELECT i, grp, t AS added, '{}'::tally AS removed FROM net UNION ALL SELECT i + 1000, grp, '{}', t FROM net WHERE back;
SELECT count(*) FILTER (WHERE net = added - removed) AS equal, count(*)
  FROM (SELECT grp, csat_rollup_net(added, removed ORDER BY md5(i::text)) AS net, sum(added) AS added, sum(removed) AS removed FROM net_rows GROUP BY grp) AS n;
SELECT csat_rollup_net(removed, added) FROM net_rows;
SELECT csat_rollup_net(t, t), csat_rollup_net(t, NULL), csat_rollup_net('{} missing 1', t) FROM net WHERE i % 4 = 3;
SELECT csat_rollup_net(a, '{}') FROM (VALUES ('1..5 top 2 {0,0,0,0,1}'::tally), ('1..7 top 2 {0,0,0,0,1,0,0}')) AS v (a);
SELECT count(*) FROM (SELECT i, csat_rollup_net(t, '{}') OVER w AS moving, sum(t) OVER w AS sum FROM net WINDOW w AS (ORDER BY i ROWS 5 PRECEDING)) AS m WHERE moving <> sum;
SELECT csat_rollup_net_accum('1..5 {0,0,0,0,3}', '1..5 {1,0,0,0,0}', '1..5 {0,0,0,0,1}'), csat_rollup_net_combine('{}', '1..5 {1:0.5:0.25,0,0,0,0}');
SELECT csat_rollup_net_accum('{}', '{}', '1..5 {1,0,0,0,0}');
CREATE TABLE net_stored AS TABLE net_rows;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT count(*) FILTER (WHERE net = added - removed) AS equal, count(*)
  FROM (SELECT grp, csat_rollup_net(added, removed) AS net, sum(added) AS added, sum(removed) AS removed FROM net_stored GROUP BY grp) AS n;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
DROP VIEW net_rows;
DROP TABLE net, net_stored;

-- a session folds now and then by itself, in READ COMMITTED only
CREATE PROCEDURE insert_rows(first integer, last integer) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN first .. last LOOP
    INSERT INTO replies VALUES (i, NULL, '2025-01-07', 'a', 'good');
  END LOOP;
END $$;
BEGIN ISOLATION LEVEL REPEATABLE READ;
CALL insert_rows(10001, 14000);
SELECT count(*) FROM replies_daily_changes;
COMMIT;
CALL insert_rows(20001, 24000);
SELECT count(*) < 4000 AS folded FROM replies_daily_changes;
SELECT differences();
BEGIN;
CALL insert_rows(30001, 34000);
ROLLBACK;
SELECT differences();

DROP FUNCTION differences;
DROP VIEW by_hand;
DROP PROCEDURE insert_rows;
SELECT csat_drop_rollup('replies_daily');
DROP TABLE replies, customers;
DROP FUNCTION again, amend;
