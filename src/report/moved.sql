-- moved.sql: which segments changed since the period before, after adjustment; where none did, those that came closest.

CREATE FUNCTION csat_report_moved_words(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH names AS (
    SELECT count(*) AS compared, csat_report_name_of(d, (d.latest).period, CASE d.baseline WHEN 'year' THEN 'long' ELSE 'plain' END) AS p,
           csat_report_list(array_agg(csat_report_name(name) ORDER BY change DESC, name COLLATE "C") FILTER (WHERE movement = 'up'), 4,
             d.words) AS up,
           csat_report_list(array_agg(csat_report_name(name) ORDER BY change, name COLLATE "C") FILTER (WHERE movement = 'down'), 4,
             d.words) AS down
    FROM unnest(d.segments) WHERE change IS NOT NULL
  )
  SELECT
    CASE WHEN compared = 0 THEN csat_report_say(d.words ->> 'moved nothing', 'q', d.before_name, 'p', p)
    WHEN up = '' AND down = '' THEN csat_report_say(d.words ->> 'moved none', 'k', compared::text, 'q', d.before_name, 'p', p)
    ELSE csat_report_say(d.words ->> 'moved some', 'q', d.before_name, 'p', p, 'k', compared::text,
      'x', concat_ws('; ', CASE WHEN up <> '' THEN replace(d.words ->> 'moved names up', '{x}', up) END,
                           CASE WHEN down <> '' THEN replace(d.words ->> 'moved names down', '{x}', down) END)) END
  FROM names;
END;
COMMENT ON FUNCTION csat_report_moved_words(d csat_report_data) IS 'which segments moved, as a sentence';

CREATE FUNCTION csat_report_moved(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH compared AS (
    SELECT s.*, movement IN ('up', 'down') AS moved, count(*) OVER () AS n,
      count(*) FILTER (WHERE movement IN ('up', 'down')) OVER () AS n_moved,
           row_number() OVER (ORDER BY movement IN ('up', 'down') DESC,
             abs(change) / greatest(change_upper - change_lower, 1e-9) DESC NULLS LAST, name COLLATE "C") AS k
    FROM unnest(d.segments) AS s WHERE s.change IS NOT NULL
  ), drawn AS (
    SELECT * FROM compared WHERE k <= least(greatest(n_moved, 6), 12)
  ), axis AS MATERIALIZED (
    SELECT max(length(name)) AS longest, csat_report_axis_of(array_agg(change) || array_agg(change_lower) || array_agg(change_upper),
      d.low - d.high, d.high - d.low, true) AS a FROM drawn
  ), rows AS (
    SELECT change, name,
           csat_report_dots_row('', csat_report_name(name), pair, pair,
             csat_report_dot(a, change, change_lower, change_upper, CASE WHEN moved THEN 'dot' ELSE 'open' END,
               csat_report_references(a, true, NULL, NULL)),
             CASE WHEN moved THEN '<b>' || CASE movement WHEN 'up' THEN '▲&#xA0;' ELSE '▼&#xA0;' END
               || csat_report_number(change, d.digits, d.words, true) || '</b>'
                  ELSE csat_report_number(change, d.digits, d.words, true) END,
             csat_report_range(change_lower, change_upper, d.digits, d.words),
               csat_report_range(change_lower, change_upper, d.digits, d.words),
             csat_report_p(p_change, d.words)) AS line
    FROM drawn, axis, LATERAL (SELECT csat_report_number(previous, d.digits, d.words, false) || ' → '
      || csat_report_number(score, d.digits, d.words, false) AS pair) AS b
  )
  SELECT
    CASE WHEN cardinality(d.segments) <= 1 OR (d.before).score IS NULL OR NOT EXISTS (SELECT FROM unnest(d.segments) AS s
      WHERE NOT s.hidden) THEN ''
    WHEN longest IS NULL THEN csat_report_section('', d.words ->> 'moved', '<p>' || csat_report_moved_words(d) || E'</p>\n', '')
    ELSE csat_report_section('', d.words ->> 'moved', '<p>' || csat_report_moved_words(d) || E'</p>\n',
      csat_report_dots(ARRAY[d.words ->> 'segment', ' ft', csat_report_name_of(d, (d.before).period, form) || ' → '
        || csat_report_name_of(d, (d.latest).period, form),
                             d.words ->> 'change', d.words ->> 'interval', d.words ->> 'p adjusted'],
        csat_report_scale_of(a, CASE WHEN longest > 24 THEN 34 ELSE 25 END, d.words), longest,
        (SELECT string_agg(line, '' ORDER BY change DESC, name COLLATE "C") FROM rows))
      || '<p class="cap">' || csat_report_say(d.words ->> 'moved note', 's', d.short_name, 'adjust',
        csat_report_adjusted(d, (SELECT count(p_change) FROM unnest(d.segments))))
      || coalesce((SELECT ' ' || replace(d.words ->> 'moved more', '{n}', (count(*) - least(greatest(max(n_moved), 6), 12))::text)
        FROM compared
                   HAVING count(*) > least(greatest(max(n_moved), 6), 12)), '') || '</p>') END
  FROM axis, (SELECT CASE d.baseline WHEN 'year' THEN 'short' ELSE 'tick' END AS form) AS f;
END;
COMMENT ON FUNCTION csat_report_moved(d csat_report_data) IS 'what moved since the period before, as a section; empty where nothing can be compared';
