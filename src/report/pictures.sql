-- pictures.sql: the pictures alone, as SVG with its own style sheet, for notebooks, SQLPage and PostgREST; and a bar for psql.

CREATE FUNCTION csat_report_alone(height integer, x integer, width integer, title text, description text,
  body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 %s" width="720" height="%s" style="max-width:100%%;height:auto" role="img" aria-label="%s">\n'
    '<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n<rect width="720" height="%s" style="fill:var(--paper)"/>\n<svg x="%s" width="%s" height="%s" overflow="visible">\n%s</svg>\n</svg>\n',
    height, height, title, title, description, csat_report_picture_style(), height, x, width, height, body);
END;
COMMENT ON FUNCTION csat_report_alone(height integer, x integer, width integer, title text, description text,
  body text) IS 'a picture that stands alone, 720 wide';

CREATE FUNCTION csat_report_nothing(words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_alone(60, 34, 596, words ->> 'lead empty', '', csat_report_text(50, 34, words ->> 'lead empty', 'k m', 0));
END;
COMMENT ON FUNCTION csat_report_nothing(words jsonb) IS 'the picture of no answers';

CREATE FUNCTION csat_chart_trend(rollup text, segment jsonb DEFAULT NULL,
  periods integer DEFAULT 13) RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH data AS MATERIALIZED (
    SELECT csat_report_read(definition, NULL, periods, 5, csat_report_words('en'), 1, segment, NULL) AS d
    FROM csat_report_definition_of(rollup::regclass) AS definition
    WHERE rollup IS NOT NULL AND csat_report_check(periods, 5, 'page') AND csat_report_check_segment(definition, segment)
  )
  SELECT CASE WHEN marks IS NULL THEN csat_report_nothing((d).words)
    ELSE csat_report_alone(262, 34, 596, concat_ws(': ', (d).short_name || ', '
    || lower((d).words ->> ('trend ' || csat_report_unit((d).every))),
      (SELECT csat_report_escape(string_agg(coalesce(v, (d).words ->> 'segment none'), ' / ' ORDER BY k))
        FROM jsonb_each_text(segment) AS s (k, v))),
    csat_report_trend_words(d), marks) END
  FROM data, csat_report_trend_marks(d) AS marks;
END;
COMMENT ON FUNCTION csat_chart_trend(rollup text, segment jsonb,
  periods integer) IS 'the score of a roll-up, or of one of its segments, over time, as SVG';

CREATE FUNCTION csat_chart_segments(rollup text, period date DEFAULT NULL) RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH data AS MATERIALIZED (
    SELECT csat_report_read(csat_report_definition_of(rollup::regclass), NULL, 1, 5, csat_report_words('en'), 1, NULL, period) AS d
    WHERE rollup IS NOT NULL
  ), shown AS (
    SELECT s.*, row_number() OVER (ORDER BY s.score DESC, s.name COLLATE "C") AS k FROM data, unnest((d).segments) AS s WHERE NOT s.hidden
  ), axis AS MATERIALIZED (
    SELECT d, csat_report_axis_of((SELECT array_agg(score) || array_agg(lower) || array_agg(upper) FROM shown) || ((d).latest).score
      || ((d).latest).lower || ((d).latest).upper || (d).target,
                                  (d).low, (d).high, (d).net) AS a, 22 * ((SELECT count(*) FROM shown)::integer + 1) + 30 AS height
    FROM data
  ), rows AS (
    SELECT k, name, score, lower, upper, CASE WHEN p_rest < 0.05 THEN 'dot' ELSE 'open' END AS class,
           CASE WHEN p_rest < 0.05 AND difference > 0 THEN '▲&#xA0;' WHEN p_rest < 0.05 AND difference < 0 THEN '▼&#xA0;' ELSE '' END AS arrow
    FROM shown
    UNION ALL
    SELECT 0, (d).words ->> 'segment all', ((d).latest).score, ((d).latest).lower, ((d).latest).upper, 'dot', '' FROM data
      WHERE ((d).latest).score IS NOT NULL
  ), marks AS (
    SELECT 1 AS layer, tick AS k, csat_report_text(csat_report_place(a, tick), 16, csat_report_number(tick, (a).digits, (d).words, false),
      'm', 0) AS mark
    FROM axis, unnest((a).ticks) AS tick
    UNION ALL
    SELECT 2, r.k, csat_report_line(csat_report_place(a, v), csat_report_place(a, v), 24, height - 6, class)
    FROM axis, LATERAL (VALUES (1, CASE WHEN (d).net THEN 0 END, 'zero'), (2, ((d).latest).score, 'all'),
      (3, (d).target, 'target')) AS r (k, v, class) WHERE v IS NOT NULL
    UNION ALL
    SELECT 3, k, '<text x="0" dx="-14" y="' || 44 + 22 * k || '" class="k e">'
      || csat_report_escape(CASE WHEN length(name) <= 28 THEN name ELSE left(name, 27) END)
      || CASE WHEN length(name) <= 28 THEN '' ELSE '…' END || '<title>' || csat_report_escape(name) || E'</title></text>\n'
      || coalesce(csat_report_line(csat_report_place(a, lower), csat_report_place(a, upper), 40 + 22 * k, 40 + 22 * k, 'wh'), '')
      || '<circle cx="' || csat_report_at(csat_report_place(a, score)) || '%" cy="' || 40 + 22 * k || '" r="4.5" class="' || class
        || E'"/>\n'
      || '<text x="100%" dx="150" y="' || 44 + 22 * k || '" class="k e">' || arrow
        || csat_report_number(score, (d).digits, (d).words, false)
      || ' (' || csat_report_range(lower, upper, (d).digits, (d).words) || E')</text>\n'
    FROM rows, axis
  )
  SELECT CASE WHEN EXISTS (SELECT FROM shown) THEN
    csat_report_alone(height, 200, 355, (d).short_name || ': ' || ((d).words ->> 'segments') || ', '
      || csat_report_name_of(d, ((d).latest).period, 'long'),
      (SELECT string_agg(csat_report_escape(name) || ' ' || arrow || csat_report_number(score, (d).digits, (d).words, false), E';\n'
        ORDER BY k) FROM rows),
      (SELECT string_agg(mark, '' ORDER BY layer, k) FROM marks))
    ELSE csat_report_nothing((d).words) END
  FROM axis;
END;
COMMENT ON FUNCTION csat_chart_segments(rollup text,
  period date) IS 'the segments of a roll-up in its latest complete period, or another, as SVG';

CREATE FUNCTION csat_chart_distribution(t tally, metric text) RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH words AS (
    SELECT csat_report_words('en') AS words
  ), points AS (
    SELECT *, count(*) OVER () AS n, coalesce(percent, 0) AS p, 100 / greatest(max(percent) OVER (), 1) AS u
      FROM csat_report_boxes(t, metric, NULL)
  ), described AS (
    SELECT string_agg(csat_report_number(score, scale(trim_scale(score)), words, false) || ': ' || csat_report_percent(percent, 1, words),
      E';\n' ORDER BY place) AS description, max(n) AS n FROM points, words
  ), bars AS (
    -- a row for each point, best first, in the colour of its side
    SELECT string_agg(
      csat_report_text(0, y + 12, csat_report_number(score, scale(trim_scale(score)), words, false), 'k e', -10)
      || CASE WHEN p > 0 THEN csat_report_bar(0, p * u, y, 16, CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu' ELSE 'pos' END) ELSE '' END
      || csat_report_text(p * u, y + 12, csat_report_percent(p, 1, words), 'k', 8), '' ORDER BY place DESC) AS bars
    FROM points, words, LATERAL (SELECT 10 + 22 * (n - place) AS y) AS l
  )
  SELECT CASE WHEN csat_report_score(t, metric) IS NULL THEN csat_report_nothing(words)
    WHEN metric = 'nps' THEN csat_report_alone(162, 4, 712, words ->> 'histogram alone', description,
      csat_report_histogram_marks(t, metric, words))
    ELSE csat_report_alone((22 * n + 14)::integer, 60, 590, words ->> 'histogram alone', description, bars) END
  FROM words, described, bars WHERE t IS NOT NULL AND metric IS NOT NULL;
END;
COMMENT ON FUNCTION csat_chart_distribution(t tally,
  metric text) IS 'how people answered, by point, in the colours of what the metric counts as good and bad, as SVG';
