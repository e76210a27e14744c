-- calendar.sql: periods as numbers that follow each other without gaps, and by their names.

CREATE FUNCTION csat_report_unit(every text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(every, 'fiscal ', '');
END;
COMMENT ON FUNCTION csat_report_unit(every text) IS 'hour, day, week, month, quarter or year, of a fiscal period too';

CREATE FUNCTION csat_report_length(every text) RETURNS interval LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE csat_report_unit(every)
    WHEN 'hour' THEN '1 hour'::interval WHEN 'day' THEN '1 day'::interval WHEN 'week' THEN '7 days'::interval
    WHEN 'month' THEN '1 month'::interval WHEN 'quarter' THEN '3 months'::interval WHEN 'year' THEN '1 year'::interval END;
END;
COMMENT ON FUNCTION csat_report_length(every text) IS 'how long a period is';

CREATE FUNCTION csat_report_period_number(period timestamp, every text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  -- months and what is made of them by the year; the rest from a Monday on
  SELECT CASE csat_report_unit(every)
    WHEN 'hour' THEN (extract(epoch FROM period - '2001-01-01'::timestamp) / 3600)::integer
    WHEN 'day' THEN period::date - '2001-01-01'::date
    WHEN 'week' THEN floor((period::date - '2001-01-01'::date) / 7.0)::integer
    ELSE (extract(year FROM period)::integer * 12 + extract(month FROM period)::integer - 1)
      / CASE csat_report_unit(every) WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 ELSE 1 END END;
END;
COMMENT ON FUNCTION csat_report_period_number(period timestamp, every text) IS 'number of a period; the next one has the next number';

CREATE FUNCTION csat_report_period_name(period timestamp, every text, form text, fiscal_start integer, words jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unit text := replace(every, 'fiscal ', '');
  -- a week is that of its Thursday, as ISO has it, from whichever day it is counted
  thursday timestamp := period + interval '3 days';
  -- a fiscal year is named by the years that it begins and ends in
  fiscal boolean := every LIKE 'fiscal %' AND fiscal_start > 1;
  begins timestamp := period - make_interval(months => CASE WHEN fiscal THEN fiscal_start - 1 ELSE 0 END);
  year text := to_char(begins, 'FMYYYY');
BEGIN
  IF fiscal THEN
    year := year || '/' || to_char(begins + interval '1 year', 'YY');
  END IF;
  RETURN replace(replace(replace(replace(replace(replace(replace(replace(
    split_part(words ->> ('period ' || unit), '|', array_position('{long,short,plain,tick}', form)),
    '{d}', to_char(period, 'FMDD')),
    '{month}', split_part(words ->> 'months', ' ', extract(month FROM period)::integer)),
    '{mon}', split_part(words ->> 'months short', ' ', extract(month FROM period)::integer)),
    '{y}', year),
    '{wy}', to_char(thursday, 'FMIYYY')),
    '{w}', to_char(thursday, 'FMIW')),
    '{q}', to_char(begins, 'Q')),
    '{h}', to_char(period, 'HH24:MI'));
END $$;
COMMENT ON FUNCTION csat_report_period_name(period timestamp, every text, form text, fiscal_start integer, words jsonb) IS
  'name of a period: long in a sentence, short in a table, plain without its year, tick below an axis';

CREATE FUNCTION csat_report_name_of(d csat_report_data, period timestamp, form text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_period_name(period, d.every, form, d.fiscal_start, d.words);
END;
COMMENT ON FUNCTION csat_report_name_of(d csat_report_data, period timestamp, form text) IS 'name of a period of a report';

CREATE FUNCTION csat_report_in(d csat_report_data, period timestamp) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(d.words ->> ('in ' || csat_report_unit(d.every)), '{p}',
                 csat_report_period_name(period, d.every, 'long', d.fiscal_start, d.words));
END;
COMMENT ON FUNCTION csat_report_in(d csat_report_data, period timestamp) IS 'a period in a sentence: in October 2025';
