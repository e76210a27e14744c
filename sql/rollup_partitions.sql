-- Partitioned sources: triggers on the parent and on every leaf, rows that move, leaves that come and go.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE visits (id integer, score integer, at timestamp NOT NULL, shop text) PARTITION BY RANGE (at);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
-- another order of columns, and one that was dropped
CREATE TABLE visits_2 (gone integer, shop text, at timestamp NOT NULL, score integer, id integer);
ALTER TABLE visits_2 DROP gone;
ALTER TABLE visits ATTACH PARTITION visits_2 FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
CREATE TABLE visits_3 PARTITION OF visits FOR VALUES FROM ('2025-03-01') TO ('2025-04-01') PARTITION BY LIST (shop);
CREATE TABLE visits_3a PARTITION OF visits_3 FOR VALUES IN ('a');
CREATE TABLE visits_3b PARTITION OF visits_3 DEFAULT;
INSERT INTO visits SELECT i, i % 5 + 1, timestamp '2025-01-01' + i * interval '4 hours', chr(97 + i % 3) FROM generate_series(0, 500) AS i;

SELECT csat_create_rollup('visits_weekly', 'visits', 'csat', 'score', '1..5', 'at', 'week', by => '{shop}');
SELECT tgrelid::regclass, count(*) FROM pg_trigger WHERE tgname LIKE 'csat_%_changes_%' GROUP BY 1 ORDER BY 1;

CREATE VIEW by_hand AS
SELECT date_trunc('week', at)::date AS period, shop, tally(score, '1..5') AS tally FROM visits GROUP BY 1, 2;
CREATE FUNCTION differences() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM ((TABLE visits_weekly_tallies EXCEPT ALL TABLE by_hand) UNION ALL
                        (TABLE by_hand EXCEPT ALL TABLE visits_weekly_tallies)) AS d $$;
SELECT differences();

-- through the parent, through each leaf, through the branch: one row and several
INSERT INTO visits VALUES (1001, 5, '2025-01-10', 'a'), (1002, 4, '2025-02-10', 'b'), (1003, 3, '2025-03-10', 'a');
INSERT INTO visits_1 VALUES (1004, 5, '2025-01-10', 'a');
INSERT INTO visits_2 (id, score, at, shop) VALUES (1005, 1, '2025-02-10', 'b');
INSERT INTO visits_2 (id, score, at, shop) VALUES (1006, 1, '2025-02-10', 'b'), (1007, NULL, '2025-02-11', 'b');
INSERT INTO visits_3 VALUES (1008, 1, '2025-03-10', 'b'), (1009, 2, '2025-03-10', 'a');
INSERT INTO visits_3a VALUES (1010, 1, '2025-03-10', 'a');
SELECT differences();
-- rows that move: across leaves, from the parent and from the branch
UPDATE visits SET at = at + interval '1 month' WHERE id BETWEEN 100 AND 200;
UPDATE visits_3 SET shop = 'z', score = 1 WHERE shop = 'a';
UPDATE visits_2 SET score = 6 - score;
SELECT differences();
DELETE FROM visits WHERE id % 7 = 0;
DELETE FROM visits_2 WHERE id % 5 = 0;
DELETE FROM visits_3b WHERE id % 3 = 0;
SELECT differences();
COPY visits (id, score, at, shop) FROM stdin;
1100	5	2025-01-20	c
1101	5	2025-02-20	c
\.
SELECT differences();

-- TRUNCATE of one leaf takes out its rows only; of the parent, everything
BEGIN;
TRUNCATE visits_2;
SELECT count(*) FROM visits_2;
SELECT differences(), sum(responses(tally)) > 0 AS some_left FROM visits_weekly_tallies;
TRUNCATE visits_3;
SELECT differences(), sum(responses(tally)) > 0 AS some_left FROM visits_weekly_tallies;
ROLLBACK;
BEGIN;
TRUNCATE visits_1, visits;
SELECT count(*) FROM visits_weekly_changes;
SELECT differences();
INSERT INTO visits VALUES (1, 5, '2025-01-10', 'a');
SELECT differences();
ROLLBACK;
-- a truncation that was undone is not taken for one that is under way
BEGIN;
SAVEPOINT s;
TRUNCATE visits;
ROLLBACK TO s;
TRUNCATE visits_1;
SELECT differences();
ROLLBACK;
SELECT differences();

-- A leaf that comes later is followed through the parent at once, and by itself from the next refresh on.
CREATE TABLE visits_4 PARTITION OF visits FOR VALUES FROM ('2025-04-01') TO ('2025-05-01');
INSERT INTO visits VALUES (2001, 5, '2025-04-10', 'a');
SELECT differences();
INSERT INTO visits_4 VALUES (2002, 1, '2025-04-10', 'a');
SELECT differences();
SELECT * FROM csat_check_rollup('visits_weekly');
SELECT csat_refresh_rollup('visits_weekly');
SELECT differences();
SELECT * FROM csat_check_rollup('visits_weekly');
INSERT INTO visits_4 VALUES (2003, 1, '2025-04-10', 'a');
SELECT differences();

-- The same for rows that come with an attached table. Those of a detached one stay counted, as those of a dropped one do, until the
-- roll-up is built anew.
CREATE TABLE visits_5 (LIKE visits);
INSERT INTO visits_5 VALUES (3001, 2, '2025-05-10', 'a');
ALTER TABLE visits ATTACH PARTITION visits_5 FOR VALUES FROM ('2025-05-01') TO ('2025-06-01');
ALTER TABLE visits DETACH PARTITION visits_1;
SELECT differences() > 0 AS differ;
INSERT INTO visits_1 VALUES (3002, 1, '2025-01-10', 'a');
DELETE FROM visits_1 WHERE id = 3;
TRUNCATE visits_1;
SELECT csat_refresh_rollup('visits_weekly');
SELECT differences() > 0 AS differ;
SELECT csat_refresh_rollup('visits_weekly', rebuild => true);
SELECT differences();
INSERT INTO visits_1 VALUES (3002, 1, '2025-01-10', 'a');
SELECT differences();
SELECT tgrelid::regclass, count(*) FROM pg_trigger WHERE tgname LIKE 'csat_%_changes_%' GROUP BY 1 ORDER BY 1;

-- What a new leaf had and lost before the refresh was seen to come and not to go: its bound says since when to count,
-- a leaf without one (by another column, or the default) has all of it counted.  What is older is left as it is.
CREATE TABLE visits_6 PARTITION OF visits FOR VALUES FROM ('2025-06-01') TO ('2025-07-01') PARTITION BY LIST (shop);
CREATE TABLE visits_6a PARTITION OF visits_6 FOR VALUES IN ('a');
INSERT INTO visits VALUES (4001, 5, '2025-06-10', 'a'), (4002, 5, '2025-06-20', 'a');
DELETE FROM visits_6a;
SELECT differences();
UPDATE visits_weekly_changes SET added = added + added WHERE period = '2025-04-07';
SELECT csat_refresh_rollup('visits_weekly');
SELECT differences(), csat_check_rollup('visits_weekly');
CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
INSERT INTO visits VALUES (4003, 5, '2024-06-10', 'a');
DELETE FROM visits_rest;
SELECT csat_refresh_rollup('visits_weekly');
SELECT differences();
-- a trigger that somebody dropped comes back, and what went past it is counted; one that is disabled is told of
DROP TRIGGER csat_visits_weekly_changes_delete ON visits_2;
DELETE FROM visits_2 WHERE id = (SELECT min(id) FROM visits_2);
SELECT * FROM csat_check_rollup('visits_weekly');
SELECT csat_refresh_rollup('visits_weekly');
SELECT differences();
DROP TRIGGER csat_visits_weekly_changes_truncated ON visits;
SELECT * FROM csat_check_rollup('visits_weekly');
SELECT csat_refresh_rollup('visits_weekly');
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'visits'::regclass;
ALTER TABLE visits_2 DISABLE TRIGGER ALL;
INSERT INTO visits_2 (id, score, at, shop) VALUES (1005, 1, '2025-02-10', 'b');
SELECT csat_refresh_rollup('visits_weekly');
SELECT * FROM csat_check_rollup('visits_weekly');
ALTER TABLE visits_2 ENABLE TRIGGER ALL;
SELECT csat_refresh_rollup('visits_weekly', rebuild => true);
SELECT differences();
-- a leaf that is dropped, not detached, takes its rows without a word: the check finds it, rebuilding forgets them
BEGIN;
DROP TABLE visits_2;
SELECT csat_refresh_rollup('visits_weekly');
SELECT count(*) > 0 AS differs FROM csat_check_rollup('visits_weekly');
SELECT csat_refresh_rollup('visits_weekly', rebuild => true);
SELECT differences();
ROLLBACK;

-- A partition by itself could be written through its parent unseen.
SELECT csat_create_rollup('leaf', 'visits_2', 'csat', 'score', '1..5', 'at', 'week');

-- Inheritance: the children's rows are the parent's.
CREATE TABLE base (at date, score integer);
CREATE TABLE child (extra text) INHERITS (base);
INSERT INTO base VALUES ('2025-01-01', 1);
INSERT INTO child VALUES ('2025-01-01', 2, 'x');
SELECT csat_create_rollup('base_daily', 'base', 'csat', 'score', '1..5', 'at', 'day');
INSERT INTO child VALUES ('2025-01-01', 5, 'x'), ('2025-01-02', 5, 'y');
INSERT INTO base VALUES ('2025-01-01', 4);
UPDATE base SET score = 3 WHERE score < 3;
SELECT * FROM base_daily_tallies ORDER BY 1;
BEGIN;
TRUNCATE ONLY base;
SELECT * FROM base_daily_tallies ORDER BY 1;
SELECT * FROM csat_check_rollup('base_daily');
ROLLBACK;
TRUNCATE base;
SELECT * FROM base_daily_tallies ORDER BY 1;
SELECT * FROM csat_check_rollup('base_daily');

SELECT csat_drop_rollup('base_daily');
SELECT csat_drop_rollup('visits_weekly');
SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'csat_%_changes_%';
DROP FUNCTION differences;
DROP VIEW by_hand;
DROP TABLE visits, visits_1, base, child;
