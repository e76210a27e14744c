-- Enums and label sets as scales.

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE visit (id integer, mood mood);
INSERT INTO visit VALUES (1, 'happy'), (2, 'sad'), (3, 'happy'), (4, NULL), (5, 'ok');

-- the labels in their order, from worst to best; the value does not matter
SELECT rating_scale(NULL::mood), rating_scale('happy'::mood) = rating_scale(NULL::mood) AS same;
SELECT csat(mood::text, rating_scale(NULL::mood)), tally(mood::text, rating_scale(NULL::mood)), ces(mood::text, rating_scale(mood)) FROM visit;
SELECT label, responses FROM distribution((SELECT tally(mood::text, rating_scale(NULL::mood)) FROM visit), rating_scale(NULL::mood));
SELECT id, rating(mood::text, rating_scale(mood)) FROM visit ORDER BY id;
-- in a view
CREATE VIEW satisfaction AS SELECT csat(mood::text, rating_scale(NULL::mood)) FROM visit;
SELECT csat FROM satisfaction;

-- a label added later, in between, is in order
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';
SELECT rating_scale(NULL::mood), csat FROM satisfaction;
-- a call site remembers the scale, and forgets it when the labels change, within one transaction too
CREATE FUNCTION scales_of_changing_enum() RETURNS SETOF rating_scale LANGUAGE plpgsql AS $$
DECLARE
  scale rating_scale;
BEGIN
  FOR i IN 1..4 LOOP
    scale := rating_scale(NULL::mood);
    RETURN NEXT scale;
    IF i <> 2 THEN
      EXECUTE format('ALTER TYPE mood RENAME VALUE %L TO %L', enum_last(NULL::mood), 'joy ' || i);
    ELSE
      BEGIN
        ALTER TYPE mood RENAME VALUE 'sad' TO 'forgotten';
        RAISE division_by_zero;
      EXCEPTION WHEN division_by_zero THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;
BEGIN;
SELECT scales_of_changing_enum();
SELECT rating_scale(NULL::mood);
ROLLBACK;
SELECT rating_scale(NULL::mood);
DROP FUNCTION scales_of_changing_enum;
-- labels that would be syntax are quoted
CREATE TYPE odd AS ENUM ('very "bad"', 'a < b', 'top', '1..5', 'x|y, z', 'fine');
SELECT rating_scale(NULL::odd), rating_scale(NULL::odd)::text::rating_scale = rating_scale(NULL::odd) AS same;
SELECT tally(o::text, rating_scale(o)) FROM unnest(enum_range(NULL::odd)) AS o;

-- STABLE and not STRICT, as enum_range
SELECT oid::regprocedure, provolatile, proisstrict FROM pg_proc WHERE prosrc = 'enum_scale' ORDER BY proname COLLATE "C";

-- enums that are no scale
CREATE TYPE lonely AS ENUM ('one');
CREATE TYPE twins AS ENUM ('Good', 'good');
CREATE TYPE empty AS ENUM ();
SELECT rating_scale(NULL::lonely);
SELECT rating_scale(NULL::twins);
SELECT rating_scale(NULL::empty);
\set VERBOSITY terse
SELECT rating_scale(NULL);
SELECT rating_scale(1);
\set VERBOSITY default

-- a Dutch and an English label set in one query: synonyms
CREATE TABLE reply (lang text, answer text);
INSERT INTO reply VALUES ('nl', 'Zeer tevreden'), ('nl', 'ontevreden'), ('nl', 'Neutraal'), ('en', 'Very satisfied'), ('en', 'satisfied'), ('en', ''), ('nl', 'weet niet'), ('en', 'don''t know');
SELECT coalesce(lang, 'all') AS lang, csat(answer, s), tally(answer, s)
FROM reply, rating_scale('Zeer ontevreden | Very dissatisfied < Ontevreden | Dissatisfied < Neutraal | Neutral < Tevreden | Satisfied < Zeer tevreden | Very satisfied missing weet niet, don''t know') AS s
GROUP BY ROLLUP (reply.lang) ORDER BY reply.lang;
-- or a scale for each language: labels are no part of a tally's scale, so the two add up
SELECT csat(sum(t)), sum(t) FROM (
  SELECT tally(answer, scale) AS t
  FROM reply JOIN (VALUES ('nl', rating_scale 'Zeer ontevreden < Ontevreden < Neutraal < Tevreden < Zeer tevreden missing weet niet'),
                          ('en', 'Very dissatisfied < Dissatisfied < Neutral < Satisfied < Very satisfied missing don''t know')) AS s (lang, scale) USING (lang)
  GROUP BY lang) AS per_language;
SELECT csat(rating(answer, scale))
FROM reply JOIN (VALUES ('nl', rating_scale 'Zeer ontevreden < Ontevreden < Neutraal < Tevreden < Zeer tevreden missing weet niet'),
                        ('en', 'Very dissatisfied < Dissatisfied < Neutral < Satisfied < Very satisfied missing don''t know')) AS s (lang, scale) USING (lang);

DROP VIEW satisfaction;
DROP TABLE visit, reply;
DROP TYPE mood, odd, lonely, twins, empty;
