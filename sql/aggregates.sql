-- csat, nps, ces, ces_easy and tally: every overload, and what a row may hold.
\pset null '(null)'

-- 17 rows: five without an answer. w are weights; half and quarter sum exactly.
CREATE TABLE answer (id serial, five integer, ten integer, seven integer, yes boolean, w double precision);
INSERT INTO answer (five, ten, seven, yes, w) VALUES
  (5, 10, 7, true, 1), (4, 9, 6, true, 0.5), (3, 8, 5, false, 2), (2, 7, 4, false, 0.25), (1, 6, 3, true, 1),
  (5, 0, 2, true, 4), (5, 10, 1, NULL, 0.75), (4, 9, 7, true, 1.5), (2, 5, 7, false, 3), (3, 3, 6, true, 1),
  (4, 10, 5, true, 0.5), (1, 2, 4, false, 2.5),
  (NULL, NULL, NULL, NULL, 1), (NULL, NULL, NULL, NULL, NULL), (NULL, NULL, NULL, true, 2),
  (NULL, NULL, NULL, false, 0.5), (NULL, NULL, NULL, NULL, 1);

-- The same numbers by hand.
CREATE VIEW by_hand AS
SELECT 100.0 * count(*) FILTER (WHERE five >= 4) / count(five) AS csat,
       100.0 * (count(*) FILTER (WHERE ten >= 9) - count(*) FILTER (WHERE ten <= 6)) / count(ten) AS nps,
       avg(seven) AS ces,
       100.0 * count(*) FILTER (WHERE seven >= 5) / count(seven) AS ces_easy,
       100 * sum(w) FILTER (WHERE five >= 4) / sum(w) FILTER (WHERE five IS NOT NULL) AS wcsat,
       100 * (sum(w) FILTER (WHERE ten >= 9) - sum(w) FILTER (WHERE ten <= 6)) / sum(w) FILTER (WHERE ten IS NOT NULL) AS wnps,
       sum(w * seven) / sum(w) FILTER (WHERE seven IS NOT NULL) AS wces,
       100 * sum(w) FILTER (WHERE seven >= 5) / sum(w) FILTER (WHERE seven IS NOT NULL) AS wces_easy
FROM answer;
SELECT round(csat, 10) AS csat, round(nps, 10) AS nps, round(ces, 10) AS ces, round(ces_easy, 10) AS ces_easy FROM by_hand;
SELECT round(wcsat::numeric, 10) AS csat, round(wnps::numeric, 10) AS nps, round(wces::numeric, 10) AS ces, round(wces_easy::numeric, 10) AS ces_easy FROM by_hand;

-- Every metric, every type of answer, every form: the same result. Types
-- without an overload of their own come by a cast: bigint and real, varchar,
-- char, name, domains.
CREATE DOMAIN stars AS smallint CHECK (VALUE BETWEEN 0 AND 10);
CREATE DOMAIN word AS text;
CREATE VIEW calls AS
SELECT metric, type, form,
       format('%s(%s%s)', metric, format(cast_as, col),
              CASE form WHEN 0 THEN '' WHEN 1 THEN format(', %L', scale) ELSE format(', %L, w', scale) END) AS call,
       col, scale
FROM (VALUES ('csat', 'five', '1..5'), ('nps', 'ten', '0..10'), ('ces', 'seven', '1..7'), ('ces_easy', 'seven', '1..7'),
             ('tally', 'five', '1..5')) m (metric, col, scale),
     (VALUES ('smallint', '%s::smallint'), ('integer', '%s'), ('bigint', '%s::bigint'), ('real', '%s::real'),
             ('double precision', '%s::double precision'), ('numeric', '%s::numeric(4,2)'), ('text', '%s::text'),
             ('text with blanks', '('' '' || %s || ''.0 '')'), ('varchar', '%s::varchar(5)'), ('char', '%s::char(5)'),
             ('name', '%s::text::name'), ('jsonb number', 'to_jsonb(%s)'), ('jsonb string', 'to_jsonb(%s::text)'),
             ('domain over smallint', '%s::stars'), ('domain over text', '%s::text::word')) t (type, cast_as),
     generate_series(0, 2) form
WHERE metric <> 'tally' OR form > 0;

CREATE FUNCTION result_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
  EXECUTE 'SELECT ' || call || ' FROM answer' INTO result;
  RETURN result;
END $$;
CREATE TABLE results AS SELECT *, result_of(call) AS result FROM calls;
SELECT metric, form, min(result) AS result, count(DISTINCT type) AS types, count(DISTINCT result) AS different
FROM results GROUP BY metric, form ORDER BY metric, form;
SELECT metric, form, type, result FROM results r, by_hand h
WHERE metric <> 'tally' AND form < 2 AND round(result::numeric, 10) <>
  round(CASE metric WHEN 'csat' THEN csat WHEN 'nps' THEN nps WHEN 'ces' THEN ces ELSE ces_easy END, 10)
   OR metric <> 'tally' AND form = 2 AND round(result::numeric, 10) <>
  round((CASE metric WHEN 'csat' THEN wcsat WHEN 'nps' THEN wnps WHEN 'ces' THEN wces ELSE wces_easy END)::numeric, 10);
-- exactly these overloads exist beside those that later tables of the matrix add
SELECT metric, count(*) AS combinations FROM
  (VALUES ('csat'), ('nps'), ('ces'), ('ces_easy'), ('tally')) m (metric),
  unnest(ARRAY['smallint', 'integer', 'double precision', 'numeric', 'text', 'jsonb']) type,
  unnest(ARRAY['', ', rating_scale', ', rating_scale, double precision']) form
WHERE to_regprocedure(metric || '(' || type || form || ')') IS NOT NULL
GROUP BY metric ORDER BY metric;

-- boolean: true is satisfied
SELECT csat(yes), tally(yes), round(100.0 * count(*) FILTER (WHERE yes) / count(yes), 10) AS by_hand FROM answer;

-- Types of results: numeric, so that round(x, 1) works; NULL and no rows: NULL, never 0.
SELECT pg_typeof(csat(five)) AS csat, pg_typeof(nps(ten)) AS nps, pg_typeof(ces(seven)) AS ces, pg_typeof(ces_easy(seven)) AS ces_easy,
       pg_typeof(tally(five, '1..5')) AS tally, round(nps(ten), 1) AS rounded FROM answer;
SELECT 'no row' AS over, csat(five), nps(ten), ces(seven), ces_easy(seven), csat(yes), tally(five, '1..5'), tally(yes) FROM answer WHERE false
UNION ALL
SELECT 'NULL only', csat(five), nps(ten), ces(seven), ces_easy(seven), csat(yes), tally(five, '1..5'), tally(yes) FROM answer WHERE five IS NULL AND yes IS NULL
UNION ALL
SELECT 'all filtered', csat(five) FILTER (WHERE false), nps(ten) FILTER (WHERE false), ces(seven) FILTER (WHERE false),
       ces_easy(seven) FILTER (WHERE false), csat(yes) FILTER (WHERE false), tally(five, '1..5') FILTER (WHERE false), tally(yes) FILTER (WHERE false) FROM answer
UNION ALL
SELECT 'weight 0', csat(five, '1..5', 0), nps(ten, '0..10', 0), ces(seven, '1..7', 0), ces_easy(seven, '1..7', 0), NULL, tally(five, '1..5', 0), NULL FROM answer;
SELECT '0 is a score' AS over, csat(1), nps(7), ces(0, '0..6'), ces_easy(1), csat(false);

-- Bare literals and NULL.
SELECT csat(5), csat(4.0), csat('5'), csat('5 '), csat(''), csat(NULL), csat(true), csat('true'::boolean), csat('"5"'::jsonb), csat('null'::jsonb);
SELECT nps(9), nps(9.0), nps('9'), nps(NULL), nps(9, '0..10'), nps(9.0, '0..10'), nps('9'::text, '0..10'), nps(NULL::text, '0..10'), nps(9, '0..10', 2), nps('9', '0..10', 0.5);
SELECT ces(4), ces(4.0), ces('4'), ces(4, '1..5'), ces('4'::text, '1..5'), ces(4, '1..5', 3), ces_easy(4), ces_easy(4, '1..5'), ces_easy('4'::text, '1..5');
SELECT tally(3, '1..5'), tally(3.0, '1..5'), tally('3'::text, '1..5'), tally(NULL::text, '1..5'), tally('"3"'::jsonb, '1..5'), tally(true), tally(3, '1..5', 2), tally(NULL, '1..5', NULL);
-- the scale as a parameter of a prepared statement
PREPARE by_parameter AS SELECT nps(ten, $1) FROM answer;
EXECUTE by_parameter('0..10');
DEALLOCATE by_parameter;
-- the scale as text: a column of any string type, an expression, a parameter, for every type of score
SELECT csat(score, scale), nps(score::text, nps_scale), ces(score::numeric, fixed), csat_ci(score::float8, scale) = csat_ci(score, '1..5') AS interval,
       tally(score::smallint, scale, 2), tally(score::text, scale, 2), tally(to_jsonb(score), scale), tally(score::bigint, lower(upper(scale)))
FROM (VALUES (4, '1..5'::text, '0..10'::varchar, '1..5  '::char(6)), (2, '1..5', '0..10', '1..5'), (NULL, NULL, NULL, NULL)) v (score, scale, nps_scale, fixed);
SELECT nps_group(9, scale), rescale(4.5, scale), rating(4, scale), secure_index(scale, 5, 4), csat_group(score, scale)
FROM (VALUES (5, '0..10'::text)) v (score, scale);
SELECT acsi(8, 7, 7, scale), sci(10, 10, 10, scale), csi(8, scale, 1), csi('8'::jsonb, scale, 1), csi('8', scale, 1), (SELECT count(*) FROM distribution(tally(8, scale), scale))
FROM (VALUES ('1..10'::text)) v (scale) GROUP BY scale;
PREPARE by_text(text) AS SELECT nps(ten, $1) FROM answer;
EXECUTE by_text('0..10');
DEALLOCATE by_text;
SELECT scale = '1..5'::rating_scale AS equal FROM (VALUES ('1..5 top 2'::text)) v (scale);
SELECT answer_of($$SELECT csat(score, scale) FROM (VALUES (4, '1..5'::text), (4, '0..10')) v (score, scale)$$);
SELECT answer_of($$SELECT csat(score, scale) FROM (VALUES (4, 'stars'::text)) v (score, scale)$$);
-- a bare literal is read when the query is parsed, though it is not run
SELECT csat(4, '5..1') FROM answer WHERE false;

-- csat(s) is csat(s, '1..5'), nps(s) is nps(s, '0..10'), ces(s) is ces(s, '1..7').
SELECT csat(five) = csat(five, '1..5') AS csat, nps(ten) = nps(ten, '0..10') AS nps, ces(seven) = ces(seven, '1..7') AS ces, ces_easy(seven) = ces_easy(seven, '1..7') AS ces_easy FROM answer;

-- A metric is what its reader reads off the tally.
SELECT csat(five, '1..5') = csat(tally(five, '1..5')) AS csat, nps(ten, '0..10') = nps(tally(ten, '0..10')) AS nps,
       ces(seven, '1..7') = ces(tally(seven, '1..7')) AS ces, ces_easy(seven, '1..7') = ces_easy(tally(seven, '1..7')) AS ces_easy,
       csat(five, '1..5', w) = csat(tally(five, '1..5', w)) AS weighted FROM answer;

-- Other scales: top box, direction, step, half-open boxes, labels, synonyms, codes.
SELECT scale, csat(score, scale), ces(score, scale), ces_easy(score, scale), tally(score, scale) FROM
  (VALUES ('1..5'::rating_scale), ('1..5 top 1'), ('1..5 reversed'), ('1..5 reversed top 1'), ('1..5 step 0.5'), ('0..5'), ('1..5 missing 0, 9'),
          ('very bad < bad < neutral < good < very good')) s (scale),
  (VALUES (1), (2), (2), (4), (5), (5), (NULL)) v (score)
GROUP BY scale ORDER BY scale;
SELECT score, csat(score, '1..5 step 0.5'), csat(score, '1..5 step 0.5 top 1'), csat(score, '1..5 step 0.5 reversed'), ces_easy(score, '1..5 step 0.5'),
       nps(score, '0..10 step 0.5') FROM generate_series(1, 5, 0.5) score GROUP BY score ORDER BY score;
SELECT score, nps(score, '0..10 step 0.5'), nps(score, '0..10 step 0.1'), nps(score::float8, '1..10 step 0.5')
FROM (VALUES (6.5), (7), (8.5), (9), (9.5)) v (score) GROUP BY score ORDER BY score;
-- 0.1 steps in every numeric type: a real column's 0.7 is 0.7
SELECT tally(x, '0..1 step 0.1') = tally(x::float8, '0..1 step 0.1') AND tally(x, '0..1 step 0.1') = tally(x::real, '0..1 step 0.1')
   AND tally(x, '0..1 step 0.1') = tally(x::text, '0..1 step 0.1') AS same, tally(x, '0..1 step 0.1') FROM generate_series(0, 1, 0.1) x;
SELECT csat(score, 'bad < good missing offered, unoffered') AS zendesk, tally(score, 'bad < good missing offered, unoffered')
FROM unnest(ARRAY['good', 'Good', ' GOOD ', 'bad', 'offered', 'Unoffered', '', NULL, '2', '1.0']) score;
SELECT tally(score, 'Ontevreden | Dissatisfied < Neutraal | Neutral < Tevreden | Satisfied missing n.v.t.')
FROM unnest(ARRAY['Tevreden', 'satisfied', 'NEUTRAL', 'neutraal ', 'ontevreden', 'N.V.T.', '3']) score;
SELECT tally(score, '1..5 missing *') AS anything, tally(score, '1..5 missing 0, 11, 99, n/a, -1') AS named
FROM unnest(ARRAY['5', '4.0', '0', '11', '99', '99.0', 'N/A', '-1', '   ', NULL]) score;
SELECT tally(score, '1..5 missing 0, 11, 99, 2.5') AS codes FROM unnest(ARRAY[5, 4, 0, 11, 99, 2.5]) score;
SELECT tally(score, '1..5 missing 0, 99') AS codes FROM unnest(ARRAY[5, 4, 0, 99, NULL]::smallint[]) score;
SELECT tally(score, '1..5 missing *') AS anything FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity', 0, 5.5, 1e300, 3]::float8[]) score;
SELECT tally(score, '1..5 missing *') AS anything FROM unnest(ARRAY['NaN', 'Infinity', 0, 5.5, 1e300, 3]::numeric[]) score;
SELECT tally(score, '1..5 missing 9, skipped') FROM (VALUES ('5'::jsonb), ('"5"'), ('5.00'), ('" 4 "'), ('null'), ('""'), ('9'), ('"skipped"'), (NULL)) v (score);
-- codes that are no decimal of a scale, as the hint of the error says to write them
SELECT tally(score, '1..5 missing NaN, infinity, 1e+300, 3.33333') AS float, tally(score::text, '1..5 missing NaN, infinity, 1e+300, 3.33333') AS text
FROM unnest(ARRAY['NaN', 'Infinity', 1e300, 3.33333, 3]::float8[]) score;
-- an enum: its labels are the scale
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
SELECT csat(m::text, 'sad < ok < happy'), tally(m::text, 'sad < ok < happy') FROM unnest('{sad,ok,happy,happy,NULL}'::mood[]) m;

-- Labels and codes are no part of a tally's scale: languages add up, top boxes do not.
SELECT tally('goed'::text, 'slecht < goed') + tally('good'::text, 'bad < good missing offered') + tally(1, '1..2') AS sum;
SELECT tally(score, scale) FROM (VALUES ('goed', 'slecht < goed'::rating_scale), ('good', 'bad < good'), ('2', '1..2 missing 9')) v (score, scale);
SELECT answer_of($$SELECT csat(score, scale) FROM (VALUES (4, '1..5'::rating_scale), (4, '1..5 top 1')) v (score, scale)$$);
SELECT answer_of($$SELECT csat(score, scale) FROM (VALUES (4, '1..5'::rating_scale), (4, '0..10')) v (score, scale)$$);
SELECT scale, csat(score, scale) FROM (VALUES (4, '1..5'::rating_scale), (9, '0..10')) v (score, scale) GROUP BY scale ORDER BY scale;
-- an unanswered row may come without a scale; one whose scale is known must fit
SELECT tally(score, scale) FROM (VALUES (NULL, NULL), (4, '1..5'::rating_scale), (NULL, NULL), (NULL, '1..5')) v (score, scale);
SELECT tally(score, scale) FROM (VALUES (NULL::integer, NULL::rating_scale), (NULL, NULL)) v (score, scale);
SELECT tally(score, scale) FROM (VALUES (NULL::integer, NULL::rating_scale), (NULL, '1..3')) v (score, scale);
SELECT answer_of($$SELECT tally(score, scale) FROM (VALUES (4, '1..5'::rating_scale), (NULL, '0..10')) v (score, scale)$$);

-- DISTINCT, ORDER BY, FILTER, and the metrics in HAVING and ORDER BY.
SELECT csat(DISTINCT five), tally(DISTINCT five, '1..5'), tally(five, '1..5' ORDER BY id DESC) = tally(five, '1..5') AS ordered,
       tally(five, '1..5') FILTER (WHERE id % 2 = 0) AS even, nps(DISTINCT ten::text), csat(DISTINCT to_jsonb(five)) FROM answer;
SELECT five, nps(ten) FROM answer GROUP BY five HAVING nps(ten) > -50 ORDER BY nps(ten) DESC, five;
-- In a LEFT JOIN to a calendar an empty month is one unanswered row, unless filtered.
SELECT month, tally(score, '0..10') AS all_rows, tally(score, '0..10') FILTER (WHERE asked) AS asked_rows, nps(score) FROM
  generate_series(1, 3) month LEFT JOIN (VALUES (1, 10, true), (1, NULL, true), (3, 2, true)) v (m, score, asked) ON m = month
GROUP BY month ORDER BY month;

-- Weights: 0 leaves the row out, answered or not; an unanswered row needs none.
SELECT tally(score, '1..3', w) FROM (VALUES (1, 1.0), (2, 0.0), (NULL, 0), (NULL, NULL), (3, 1), (3, -0.0)) v (score, w);
SELECT tally(score, '1..3', w) FROM (VALUES (1, 1), (1, 1), (3, 1)) v (score, w);
SELECT tally(score, '1..3', w) FROM (VALUES (1, 2), (1, 1), (3, 1)) v (score, w);
SELECT tally(score, '1..3', w), weight(tally(score, '1..3', w)) FROM (VALUES (1, 1e-19), (2, 1e-20), (3, 2147483648)) v (score, w);
SELECT tally(1, '1..3', 2::smallint) = tally(1, '1..3', 2::bigint) AND tally(1, '1..3', 2.0) = tally(1, '1..3', 2::real) AS types;

DROP VIEW calls, by_hand;
DROP TABLE answer, results;
DROP FUNCTION result_of(text);
DROP DOMAIN stars, word;
DROP TYPE mood;

-- Text answers, text scales: columns and parameters of any text type resolve, a literal where the other is not one. Only an
-- answer and a scale that are both bare literals leave open what type of answer is meant: that alone is listed.
CREATE DOMAIN word AS text;
CREATE TYPE mood AS ENUM ('bad', 'good');
CREATE TABLE answer (t text, v varchar(9), b char(4), d word, n name, m mood, scale text, vscale varchar, bscale char(12), dscale word, rscale rating_scale);
INSERT INTO answer SELECT x, x, x, x, x, x::mood, s, s, s, s, s::rating_scale FROM unnest(ARRAY['bad', 'good', 'good']) x, (VALUES ('bad < good')) s (s);
SELECT call, result FROM unnest(ARRAY['t', 'v', 'b', 'd', 'n', 'm::text', '''good''']) AS answer (score),
  unnest(ARRAY['''bad < good''', 'scale', 'vscale', 'bscale', 'dscale', 'rscale', 'scale::text']) AS s (scale),
  format('csat(%s, %s)', answer.score, s.scale) AS call, split_part(answer_of(format('SELECT round(%s) FROM answer', call)), E'\n', 1) AS result
WHERE result IS DISTINCT FROM CASE score WHEN '''good''' THEN '100' ELSE '67' END;
SELECT csi(t, scale, 2) = csi(t, 'bad < good', 2) AND csi(t, 'bad < good', 2) = csi(t, rscale, 2) AS csi FROM answer GROUP BY t, scale, rscale ORDER BY t;
PREPARE unknown_scale AS SELECT round(csat(t, $1)) FROM answer;
EXECUTE unknown_scale('bad < good');
PREPARE text_scale(text) AS SELECT round(csat(t, $1)) FROM answer;
EXECUTE text_scale('bad < good');
PREPARE unknown_answer AS SELECT csat($1, scale) FROM answer;
EXECUTE unknown_answer('good');
PREPARE number_in_text(text) AS SELECT round(csi(4.0::float8, $1, 1)), round(csi(4.0::float8, '1..5', 1));
EXECUTE number_in_text('1..5');
DEALLOCATE ALL;
-- each element, each row gets its own scale, though one is remembered from the last
SELECT ARRAY['0..4', '0..5', '0..4', '1..7'::text]::rating_scale[];
SELECT array_agg(rating_scale(s)) FROM (VALUES ('1..5'::text), ('1..7'), ('1..5'), (NULL), ('bad < good')) v (s);
SELECT split_part(answer_of($$SELECT csat('4', '1..5')$$), E'\n', 1) AS answer_of;
SELECT split_part(answer_of($$SELECT csi('4', '1..5', '2')$$), E'\n', 1) AS answer_of;
DROP TABLE answer;
DROP TYPE mood;
DROP DOMAIN word;
