-- Malformed literals are soft errors, from PostgreSQL 16 on: pg_input_is_valid
-- says false where a cast raises, and COPY can skip such rows from 17 on.
SELECT current_setting('server_version_num')::integer >= 160000 AS soft, current_setting('server_version_num')::integer >= 170000 AS skipping \gset
CREATE TABLE literal (type regtype, written text);
INSERT INTO literal VALUES
  ('rating_scale', '1..5'), ('rating_scale', 'bad < good missing offered'), ('rating_scale', '5..1'), ('rating_scale', '1..5 top 9'), ('rating_scale', 'a < a'), ('rating_scale', '1..5 missing 3'), ('rating_scale', '"'), ('rating_scale', ''),
  ('tally', '{}'), ('tally', '1..5 {1,2,3,4,5} missing 6'), ('tally', '1..2 {1:0.5:0.25,0}'), ('tally', '1..5 {1,2}'), ('tally', '5..1 {1}'), ('tally', '1..2 {9223372036854775807,1}'), ('tally', '1..2 {1:2:9,0}'), ('tally', '1..2 {1,2} missing -1');
CREATE TABLE answers (written text, valid boolean);
\if :soft
INSERT INTO answers SELECT type || ' ' || written, pg_input_is_valid(written, type::text) FROM literal;
-- the soft error carries what the hard one does
SELECT count(*) AS differ FROM literal, LATERAL pg_input_error_info(written, type::text) e
WHERE NOT pg_input_is_valid(written, type::text) AND (SELECT split_part(answer_of(format('SELECT %L::%s', written, type)), E'\n', 1)) <> sql_error_code || ' ' || message \gset
\else
-- without soft errors: what a cast answers
INSERT INTO answers SELECT type || ' ' || written, answer_of(format('SELECT %L::%s', written, type)) NOT LIKE '22P02%' FROM literal;
\set differ 0
\endif
SELECT * FROM answers;
SELECT :differ AS differ;
-- a file of tallies with two bad rows: COPY skips them, where it can
SET client_min_messages = warning;
\copy (SELECT * FROM unnest(ARRAY['1..2 {1,2}', '1..2 {1}', 'junk', '1..2 {3,4}'])) TO 'results/tallies.txt'
CREATE TABLE loaded (t tally);
\if :skipping
\copy loaded FROM 'results/tallies.txt' (ON_ERROR ignore)
\else
INSERT INTO loaded VALUES ('1..2 {1,2}'), ('1..2 {3,4}');
\endif
SELECT sum(t) FROM loaded;
DROP TABLE literal, answers, loaded;
