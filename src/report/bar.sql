-- bar.sql: a score with its interval as a line of text, for psql and plain mail.

CREATE FUNCTION interval_bar(estimate numeric, lower numeric, upper numeric, low numeric, high numeric,
  width integer DEFAULT 41) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  signs text;
  bar text := '';
  place integer;
  at integer;
  first integer;
  last integer;
  zero integer;
BEGIN
  IF NOT (high - low > 0 AND high - low < 'Infinity') THEN
    RAISE invalid_parameter_value USING MESSAGE = format('an axis from %s to %s has no length', low, high);
  ELSIF width NOT BETWEEN 2 AND 1000 THEN
    RAISE invalid_parameter_value USING MESSAGE = format('width must be between 2 and 1000, not %s', width);
  ELSIF estimate IS NULL OR low IS NULL OR high IS NULL OR width IS NULL THEN
    RETURN NULL;
  ELSIF getdatabaseencoding() <> 'UTF8' THEN
    RAISE feature_not_supported USING MESSAGE = 'interval_bar needs a database with encoding UTF8';
  END IF;
  -- what a line is made of: an end, the line, the score, the other end, zero; in bytes, since the install script is ASCII
  signs := convert_from('\xe2949ce29480e2978fe294a4e29482', 'UTF8');
  at := round((least(greatest(estimate, low), high) - low) / (high - low) * (width - 1));
  first := round((least(greatest(coalesce(lower, estimate), low), high) - low) / (high - low) * (width - 1));
  last := round((least(greatest(coalesce(upper, estimate), low), high) - low) / (high - low) * (width - 1));
  zero := CASE WHEN low < 0 AND high > 0 THEN round((0 - low) / (high - low) * (width - 1)) END;
  FOR place IN 0 .. width - 1 LOOP
    bar := bar || CASE WHEN place = at THEN substr(signs, 3, 1) WHEN place = first THEN substr(signs, 1, 1)
      WHEN place = last THEN substr(signs, 4, 1)
      WHEN place BETWEEN first AND last THEN substr(signs, 2, 1) WHEN place = zero THEN substr(signs, 5, 1) ELSE ' ' END;
  END LOOP;
  RETURN bar;
END $$;
COMMENT ON FUNCTION interval_bar(estimate numeric, lower numeric, upper numeric, low numeric, high numeric, width integer) IS
  'a score and its interval as a line of text on an axis from low to high';

CREATE FUNCTION interval_bar(i score_interval, low numeric, high numeric,
  width integer DEFAULT 41) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT interval_bar(i.estimate, i.lower, i.upper, low, high, width);
END;
COMMENT ON FUNCTION interval_bar(i score_interval, low numeric, high numeric,
  width integer) IS 'a score_interval as a line of text on an axis from low to high';
