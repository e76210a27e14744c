-- headline.sql: what happened, in words. A sentence is chosen by verdict and movement, never by the sign of a difference.

CREATE FUNCTION csat_report_lead(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT
    CASE WHEN cardinality(d.periods) = 0 THEN d.words ->> 'lead empty'
    WHEN (d.latest).period IS NULL THEN csat_report_capital(replace(d.words ->> 'lead runs', '{p}',
      csat_report_name_of(d, (d.periods[1]).period, 'long')))
    WHEN (d.latest).score IS NULL THEN csat_report_capital(replace(d.words ->> 'lead none', '{p}',
      csat_report_name_of(d, (d.latest).period, 'long')))
    ELSE concat_ws(' ',
      '<b>' || csat_report_say(d.words ->> CASE WHEN (d.latest).lower IS NULL THEN 'lead alone' ELSE 'lead' END, 's', d.short_name,
        'v', csat_report_number((d.latest).score, d.digits, d.words, false), 'in', csat_report_in(d, (d.latest).period),
        'l', csat_report_number((d.latest).lower, d.digits, d.words, false), 'u',
          csat_report_number((d.latest).upper, d.digits, d.words, false)) || '</b>',
      replace(d.words ->> ('target ' || (d.latest).verdict), '{t}', csat_report_target(d.target, d.digits, d.words)),
      csat_report_say(d.words ->> ('lead ' || (d.latest).movement), 'd',
        csat_report_number(abs((d.latest).change), d.digits, d.words, false), 'q', d.before_name)) END;
END;
COMMENT ON FUNCTION csat_report_lead(d csat_report_data) IS 'the headline: the score of the latest complete period, its target, its change';

CREATE FUNCTION csat_report_key_figures(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH cells (k, name, figure, words) AS (
    VALUES
      (1, d.metric_name, csat_report_number((d.latest).score, d.digits, d.words, false),
       CASE WHEN (d.latest).lower IS NULL THEN d.words ->> 'interval none'
            ELSE csat_report_say(d.words ->> 'interval of', 'l', csat_report_number((d.latest).lower, d.digits, d.words, false), 'u',
              csat_report_number((d.latest).upper, d.digits, d.words, false)) END),
      (2, d.words ->> 'target', csat_report_target(d.target, d.digits, d.words),
        d.words ->> coalesce('is ' || (d.latest).verdict, 'target none')),
      (3, CASE WHEN (d.latest).change IS NULL THEN d.words ->> 'change' ELSE replace(d.words ->> 'since', '{q}', d.before_name) END,
       csat_report_number((d.latest).change, d.digits, d.words, true),
       CASE WHEN (d.latest).change IS NULL THEN d.words ->> 'change none'
            WHEN (d.latest).change_lower IS NULL THEN d.words ->> ('moved ' || (d.latest).movement)
            ELSE csat_report_say(d.words ->> ('change ' || (d.latest).movement), 'l',
              csat_report_number((d.latest).change_lower, d.digits, d.words, false),
                                 'u', csat_report_number((d.latest).change_upper, d.digits, d.words, false)) END),
      (4, d.words ->> 'answers', csat_report_number((d.latest).responses, 0, d.words, false),
       csat_report_say(d.words ->> 'of asked', 'a', csat_report_number((d.latest).asked, 0, d.words, false), 'r',
         csat_report_percent(100.0 * (d.latest).responses / nullif((d.latest).asked, 0), 1, d.words)))
  )
  SELECT CASE WHEN (d.latest).score IS NULL THEN '' ELSE
    E'<dl class="kf">\n' || string_agg('<div><dt>' || name || E'</dt>\n<dd><b>' || figure || '</b> <span>' || words
      || E'</span></dd></div>\n', '' ORDER BY k) || E'</dl>\n' END
  FROM cells;
END;
COMMENT ON FUNCTION csat_report_key_figures(d csat_report_data) IS 'score, target, change and answers of the latest complete period';

CREATE FUNCTION csat_report_signals(d csat_report_data) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH complete AS (
    SELECT p.*, csat_report_name_of(d, p.period, 'long') AS name FROM unnest(d.periods) AS p WHERE p.complete AND p.score IS NOT NULL
  ), unusual AS (
    SELECT csat_report_list(array_agg(name ORDER BY number) FILTER (WHERE signal = 'above'), 4, d.words) AS above,
           csat_report_list(array_agg(name ORDER BY number) FILTER (WHERE signal = 'below'), 4, d.words) AS below, count(*) AS n
    FROM complete
  ), runs AS (
    -- the last two on either side
    SELECT above, string_agg(csat_report_name_of(d, first, 'long') || ' ' || (d.words ->> 'to') || ' '
      || csat_report_name_of(d, last, 'long'), '; ' ORDER BY first) AS runs
    FROM (SELECT *, row_number() OVER (PARTITION BY above ORDER BY first DESC) AS k FROM csat_report_runs(d)) AS r
    WHERE k <= 2 GROUP BY above
  ), said AS (
    SELECT array_remove(ARRAY[
      CASE WHEN above <> '' THEN replace(d.words ->> 'signals above', '{x}', above) END,
      CASE WHEN below <> '' THEN replace(d.words ->> 'signals below', '{x}', below) END,
      (SELECT csat_report_say(d.words ->> 'run above', 'units', d.words ->> ('units ' || csat_report_unit(d.every)), 'x', runs)
        FROM runs AS r WHERE r.above),
      (SELECT csat_report_say(d.words ->> 'run below', 'units', d.words ->> ('units ' || csat_report_unit(d.every)), 'x', runs)
        FROM runs AS r WHERE NOT r.above)], NULL) AS said, n
    FROM unusual
  )
  SELECT
    CASE WHEN n < 8 THEN ARRAY[replace(d.words ->> 'signal few', '{units}', d.words ->> ('units ' || csat_report_unit(d.every)))]
    WHEN said = '{}' THEN ARRAY[replace(d.words ->> 'signal none', '{none}', d.words ->> ('none ' || csat_report_unit(d.every)))]
    ELSE said END
  FROM said;
END;
COMMENT ON FUNCTION csat_report_signals(d csat_report_data) IS 'what stands out from the usual variation, as sentences';

CREATE FUNCTION csat_report_rate(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- a hidden period is in no total: what is left of it would tell
  SELECT csat_report_say(d.words ->> 'rate', 'r', csat_report_percent(100.0 * (d.latest).responses / nullif((d.latest).asked, 0), 1,
    d.words), 'in', csat_report_in(d, (d.latest).period),
                         'R', csat_report_percent(100.0 * sum(responses) / nullif(sum(asked), 0), 1, d.words), 'units',
                           d.words ->> ('units ' || csat_report_unit(d.every)))
  FROM unnest(d.periods) WHERE score IS NOT NULL HAVING (d.latest).score IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_rate(d csat_report_data) IS 'the response rate, as a sentence';

CREATE FUNCTION csat_report_how(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH facts AS (
    SELECT split_part(d.metric, ' ', 1) AS word, CASE split_part(d.metric, ' ', 1) WHEN 'nps' THEN 'nps' WHEN 'net_box' THEN 'nps'
      WHEN 'ces' THEN 'mean' WHEN 'mean' THEN 'mean' ELSE 'csat' END AS kind,
           (SELECT count(*) FROM csat_report_boxes((d.latest).tally, d.metric, NULL)) AS n,
           (SELECT count(*) FROM csat_report_boxes((d.latest).tally, d.metric, NULL) WHERE side = 1) AS best,
           CASE WHEN scale_of((d.latest).tally)::text LIKE '% reversed%' THEN d.low ELSE d.high END AS top
  )
  SELECT replace(csat_report_say(d.words ->> 'how of', 'name', '<code>' || csat_report_escape(d.name) || '</code>', 'mode',
    d.words ->> ('mode ' || d.mode),
      'range', CASE cardinality(d.periods) WHEN 0 THEN '' WHEN 1 THEN ', ' || csat_report_name_of(d, (d.periods[1]).period, 'long')
                 ELSE csat_report_say(d.words ->> 'how range', 'first', csat_report_name_of(d, (d.periods[1]).period, 'long'), 'last',
                   csat_report_name_of(d, (d.periods[cardinality(d.periods)]).period, 'long')) END,
      'formula', csat_report_say(d.words ->> ('formula ' || word), 'k', CASE WHEN word = 'csat' THEN best::text
        ELSE split_part(d.metric, ' ', 2) END,
                                 'l', split_part(d.metric, ' ', 3), 'n', n::text, 'lo',
                                   csat_report_number(d.low, scale(trim_scale(d.low)), d.words, false),
                                 'hi', csat_report_number(d.high, scale(trim_scale(d.high)), d.words, false), 'best',
                                   csat_report_number(top, scale(trim_scale(top)), d.words, false)),
      'ci', d.words ->> ('ci ' || CASE WHEN d.person THEN 'person' ELSE kind END), 'cmp',
        d.words ->> ('cmp ' || CASE WHEN d.person THEN 'person' ELSE kind END),
      'before', d.words ->> CASE WHEN d.baseline = 'year' THEN 'before a year' ELSE 'before ' || csat_report_unit(d.every) END)
    || CASE WHEN cardinality(d.segments) > 1 THEN ' ' || replace(d.words ->> 'how many', '{adjust}',
      csat_report_adjusted(d, (SELECT count(p_rest) FROM unnest(d.segments)))) ELSE '' END
    || ' ' || (d.words ->> 'how signals')
    || CASE WHEN cardinality(d.segments) > 1 THEN ' ' || replace(d.words ->> 'how hidden', '{m}', d.min_responses::text) ELSE '' END, '. ',
      E'.\n')
  FROM facts;
END;
COMMENT ON FUNCTION csat_report_how(d csat_report_data) IS 'how a report was computed, in one line';
