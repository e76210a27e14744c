-- What a time zone does to the periods of a roll-up: it cuts those of a timestamptz, and nothing else takes one.
SET timezone = 'America/Sao_Paulo';
CREATE TABLE zoned (score integer, z timestamptz, t timestamp, d date);
-- 02:30 UTC on the first of May is the evening before in Sao Paulo, and morning in Tokyo
INSERT INTO zoned SELECT 5, z, z AT TIME ZONE 'UTC', (z AT TIME ZONE 'UTC')::date FROM unnest(ARRAY['2025-05-01 02:30+00', '2025-05-01 03:30+00']::timestamptz[]) z;

SELECT csat_create_rollup('by_session', 'zoned', 'csat', 'score', '1..5', 'z', 'day');
SELECT csat_create_rollup('by_name', 'zoned', 'csat', 'score', '1..5', 'z', 'day', time_zone => 'asia/tokyo');
SELECT csat_create_rollup('by_plain', 'zoned', 'csat', 'score', '1..5', 't', 'day');
SELECT csat_create_rollup('by_plain_hour', 'zoned', 'csat', 'score', '1..5', 't', 'hour');
SELECT csat_create_rollup('by_date', 'zoned', 'csat', 'score', '1..5', 'd', 'month');
SET timezone = 'Asia/Tokyo';
INSERT INTO zoned VALUES (1, '2025-05-01 02:40+00', '2025-05-01 02:40', '2025-05-01');
SELECT 'session' AS zone, period, responses FROM by_session UNION ALL SELECT 'Tokyo', period, responses FROM by_name
UNION ALL SELECT 'plain', period, responses FROM by_plain UNION ALL SELECT 'date', period, responses FROM by_date ORDER BY 1, 2;
-- an hour of a plain timestamp is a plain timestamp, the same for every reader
SELECT pg_typeof(period), period, responses, previous FROM by_plain_hour ORDER BY period;
SET timezone = 'UTC';
SELECT period, responses FROM by_plain_hour ORDER BY period;
SELECT count(*) AS differ FROM csat_check_rollup('by_plain_hour');
SELECT csat_refresh_rollup('by_plain_hour', '2025-05-01 03:00+00', rebuild => true);
SELECT count(*) AS differ FROM csat_check_rollup('by_plain_hour');

-- a zone that would do nothing is refused, with what to do
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 't', 'day', time_zone => 'America/Sao_Paulo');
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 't', 'hour', time_zone => 'America/Sao_Paulo');
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 'd', 'day', time_zone => 'America/Sao_Paulo');
CREATE VIEW zoned_utc AS SELECT score, (t AT TIME ZONE 'UTC') AS at FROM zoned;
SELECT csat_create_rollup('by_view', 'zoned_utc', 'csat', 'score', '1..5', 'at', 'day', mode => 'scheduled', time_zone => 'America/Sao_Paulo');
SELECT period, responses FROM by_view ORDER BY period;

-- and one that does the reverse: to POSIX, UTC-3 is three hours east
SELECT timestamptz '2025-05-01 02:30+00' AT TIME ZONE 'UTC-3' AS posix;
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 'z', 'day', time_zone => 'UTC-3');
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 'z', 'day', time_zone => '<-03>3');
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 'z', 'day', time_zone => '-3');
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 'z', 'day', time_zone => '');
SELECT csat_period('day', timestamptz '2025-05-01 02:30+00', 'UTC-3');
SELECT csat_period('day', timestamptz '2025-05-01 02:30+00', 'Etc/GMT+3') AS names_of_the_file;
SET timezone = 'UTC-3';
SELECT csat_create_rollup('bad', 'zoned', 'csat', 'score', '1..5', 'z', 'day');
RESET timezone;

SELECT csat_drop_rollup(name) FROM csat_rollup WHERE name ~ '^public.by_' ORDER BY name COLLATE "C";
DROP TABLE zoned CASCADE;
