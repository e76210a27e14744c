-- Scheduled roll-ups: no trigger, recomputed by csat_refresh_rollup.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE loaded (at timestamptz, site text, score integer);
CREATE INDEX ON loaded (at);
INSERT INTO loaded SELECT timestamptz '2025-01-01' + i * interval '1 hour', chr(97 + i % 2), i % 11 FROM generate_series(0, 999) AS i;
INSERT INTO loaded VALUES (NULL, 'a', 10);
SELECT csat_create_rollup('loaded_weekly', 'loaded', 'nps', 'score', '0..10', 'at', 'week', by => '{site}', mode => 'scheduled', time_zone => 'Europe/Amsterdam');
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'loaded'::regclass;
SELECT mode FROM csat_rollup;
SELECT * FROM csat_check_rollup('loaded_weekly');

-- It shows the last refresh, whatever the loader does, until the next.
TRUNCATE loaded;
SELECT sum(responses), sum(promoters) FROM loaded_weekly;
SELECT count(*) FROM csat_check_rollup('loaded_weekly');
INSERT INTO loaded SELECT timestamptz '2025-01-01' + i * interval '1 hour', chr(97 + i % 2), i % 10 FROM generate_series(0, 999) AS i;
SELECT csat_refresh_rollup('loaded_weekly');
SELECT sum(responses), sum(promoters) FROM loaded_weekly;
SELECT * FROM csat_check_rollup('loaded_weekly');

-- From a period on: what lies before is not read.
DELETE FROM loaded WHERE at < '2025-01-06';
UPDATE loaded SET score = 10 WHERE at >= '2025-02-09 23:30';
INSERT INTO loaded VALUES (NULL, 'b', 3);
SELECT csat_refresh_rollup('loaded_weekly', since => '2025-02-12');
SELECT period, segments, responses(rollup) AS rollup, responses(source) AS source FROM csat_check_rollup('loaded_weekly');
SELECT csat_refresh_rollup('loaded_weekly', '2024-12-31 23:30+00');
SELECT * FROM csat_check_rollup('loaded_weekly');
SELECT csat_refresh_rollup('loaded_weekly', since => '-infinity');
SELECT csat_refresh_rollup('loaded_weekly', since => 'infinity');
SELECT * FROM csat_check_rollup('loaded_weekly');
SELECT csat_refresh_rollup('loaded_weekly', rebuild => true);
SELECT * FROM csat_check_rollup('loaded_weekly');

-- Each kind of time and period, recomputed from every point on, gives what recomputing all gives.
CREATE TABLE times (d date, t timestamp, z timestamptz, score integer);
INSERT INTO times SELECT date '2025-10-20' + i / 24, timestamp '2025-10-20' + i * interval '1 hour', timestamptz '2025-10-20' + i * interval '1 hour', i % 5 + 1
  FROM generate_series(0, 600) AS i;
CREATE PROCEDURE try_all(zone text) LANGUAGE plpgsql AS $$
DECLARE e text; c text; n bigint; total bigint := 0; refreshed bigint := 0;
BEGIN
  FOREACH e IN ARRAY '{hour,day,week,month,quarter,year}'::text[] LOOP
    FOREACH c IN ARRAY '{d,t,z}'::text[] LOOP
      CONTINUE WHEN e = 'hour' AND c = 'd';
      PERFORM csat_create_rollup('tried', 'times', 'csat', 'score', '1..5', c::name, e, mode => 'scheduled', time_zone => CASE WHEN c = 'z' THEN zone END);
      FOR i IN 0 .. 4 LOOP
        UPDATE times SET score = score % 5 + 1 WHERE z >= timestamptz '2025-10-20' + i * interval '127 hours';
        PERFORM csat_refresh_rollup('tried', timestamptz '2025-10-20' + i * interval '127 hours' - interval '26 hours');
        SELECT count(*) INTO n FROM csat_check_rollup('tried');
        total := total + n;
        refreshed := refreshed + 1;
      END LOOP;
      PERFORM csat_drop_rollup('tried');
    END LOOP;
  END LOOP;
  RAISE NOTICE '%: % refreshes, % cells differ', zone, refreshed, total;
END $$;
CALL try_all('Europe/Amsterdam');
CALL try_all('America/Havana');

-- A view can be the source: names, codes and joins put right on the way.
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE sites (site text, target colour);
INSERT INTO sites VALUES ('a', 'red'), ('b', 'green');
CREATE VIEW joined AS SELECT at AS answered_at, score, target AS site_target FROM loaded JOIN sites USING (site);
SELECT csat_create_rollup('joined_monthly', 'joined', 'nps', 'score', '0..10', 'answered_at', 'month', by => '{site_target}', mode => 'scheduled', filter => 'score <> 5');
SELECT period, site_target, responses, round(nps, 4) AS nps FROM joined_monthly ORDER BY 1, 2;
DELETE FROM sites WHERE site = 'b';
SELECT csat_refresh_rollup('joined_monthly');
SELECT * FROM csat_check_rollup('joined_monthly');
SELECT DISTINCT site_target FROM joined_monthly;
CREATE MATERIALIZED VIEW stored AS TABLE joined;
SELECT csat_create_rollup('stored_monthly', 'stored', 'nps', 'score', '0..10', 'answered_at', 'month', mode => 'scheduled');
SELECT sum(responses) FROM stored_monthly;
-- a partition, or a table that a subscription writes, can be followed on schedule
CREATE TABLE parted (LIKE loaded) PARTITION BY LIST (site);
CREATE TABLE part PARTITION OF parted DEFAULT;
SELECT csat_create_rollup('part_daily', 'part', 'nps', 'score', '0..10', 'at', 'day', mode => 'scheduled');
INSERT INTO parted TABLE loaded;
SELECT csat_refresh_rollup('part_daily');
SELECT * FROM csat_check_rollup('part_daily');

SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
DROP PROCEDURE try_all;
DROP MATERIALIZED VIEW stored;
DROP VIEW joined;
DROP TABLE loaded, sites, times, parted;
DROP TYPE colour;
