-- numbers.sql: figures, names and sentences as text. They call nothing of ours but what is inlined, so that a page costs little.

CREATE FUNCTION csat_report_escape(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(replace(replace(replace(t, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;');
END;
COMMENT ON FUNCTION csat_report_escape(t text) IS 'text as it stands in HTML, in attributes too';

CREATE FUNCTION csat_report_name(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<bdi>' || replace(replace(replace(replace(regexp_replace(t, '[\x01-\x1f\x7f]+', ' ', 'g'), '&', '&amp;'), '<', '&lt;'), '>',
    '&gt;'), '"', '&quot;') || '</bdi>';
END;
COMMENT ON FUNCTION csat_report_name(t text) IS 'a name of the user''s in HTML, kept apart from what stands beside it, whatever direction it is read in';

CREATE FUNCTION csat_report_say(sentence text, VARIADIC figures text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part text;
  said text;
  place integer;
BEGIN
  -- one pass, so that a name with braces in it stays a name
  FOREACH part IN ARRAY string_to_array(sentence, '{') LOOP
    IF said IS NULL THEN
      said := part;
      CONTINUE;
    END IF;
    place := array_position(figures, split_part(part, '}', 1));
    said := said || coalesce(figures[place + 1], '') || substr(part, strpos(part, '}') + 1);
  END LOOP;
  RETURN said;
END $$;
COMMENT ON FUNCTION csat_report_say(sentence text,
  VARIADIC figures text[]) IS 'a sentence with its {names} replaced; figures are name, value, name, value ...';

CREATE FUNCTION csat_report_number(v numeric, digits integer, words jsonb,
  signed boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  size numeric := round(abs(v), digits);
BEGIN
  IF v IS NULL THEN
    RETURN '–';
  END IF;
  RETURN CASE WHEN size = 0 THEN '' WHEN v < 0 THEN '−' WHEN signed THEN '+' ELSE '' END
    || replace(replace(replace(to_char(size, 'FM999,999,999,999,999,990' || CASE WHEN digits > 0 THEN '.' || repeat('0', digits)
      ELSE '' END),
                               ',', '_'), '.', words ->> 'decimal'), '_', words ->> 'thousands');
END $$;
COMMENT ON FUNCTION csat_report_number(v numeric, digits integer, words jsonb,
  signed boolean) IS 'a figure in a language: rounded half away from zero, a dash for NULL';

CREATE FUNCTION csat_report_percent(v numeric, digits integer, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_number(v, digits, words, false) || (words ->> 'percent');
END;
COMMENT ON FUNCTION csat_report_percent(v numeric, digits integer, words jsonb) IS 'a percentage in a language';

CREATE FUNCTION csat_report_range(lower numeric, upper numeric, digits integer,
  words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN lower IS NULL THEN '–' ELSE csat_report_number(lower, digits, words, false) || ' ' || (words ->> 'to') || ' '
    || csat_report_number(upper, digits, words, false) END;
END;
COMMENT ON FUNCTION csat_report_range(lower numeric, upper numeric, digits integer, words jsonb) IS 'an interval in a language';

CREATE FUNCTION csat_report_target(target numeric, digits integer, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_number(target, CASE WHEN target = trunc(target) THEN 0 ELSE digits END, words, false);
END;
COMMENT ON FUNCTION csat_report_target(target numeric, digits integer,
  words jsonb) IS 'a target in a language: without decimals where it is whole';

CREATE FUNCTION csat_report_p(p numeric, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN p < 0.001 THEN '&lt;' ELSE '' END || csat_report_number(greatest(p, CASE WHEN p IS NOT NULL THEN 0.001 END), 3, words,
    false);
END;
COMMENT ON FUNCTION csat_report_p(p numeric, words jsonb) IS 'a p-value in a language, three decimals';

CREATE FUNCTION csat_report_at(v numeric) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT trim_scale(round(v, 2))::text;
END;
COMMENT ON FUNCTION csat_report_at(v numeric) IS 'a coordinate: two decimals at most';

CREATE FUNCTION csat_report_list(names text[], most integer, words jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n integer := coalesce(cardinality(names), 0);
BEGIN
  RETURN
    CASE WHEN n <= 1 THEN coalesce(names[1], '')
    WHEN n > most THEN array_to_string(names[:most], ', ') || ', +' || n - most
    ELSE array_to_string(names[:n - 1], ', ') || ' ' || (words ->> 'and') || ' ' || names[n] END;
END $$;
COMMENT ON FUNCTION csat_report_list(names text[], most integer,
  words jsonb) IS 'names as a list: A, B and C, or the first of them and how many more';

CREATE FUNCTION csat_report_capital(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT overlay(t PLACING upper(left(t, 1)) FROM 1 FOR 1);
END;
COMMENT ON FUNCTION csat_report_capital(t text) IS 'a sentence with a capital at its start';
