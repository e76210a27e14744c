-- trend.sql: the score over time with its band, its target, its signals, and the period that still runs; below it how many were
-- asked and answered. Gaps are gaps: band and line run over periods that follow each other.

CREATE FUNCTION csat_report_runs(d csat_report_data) RETURNS TABLE (first_place numeric, last_place numeric, first timestamp,
  last timestamp, above boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH sides AS (
    SELECT p.period, p.ordinality - 0.5 AS place, sign(p.score - p.centre) AS side, row_number() OVER (ORDER BY p.ordinality) AS k
    FROM unnest(d.periods) WITH ORDINALITY AS p
    WHERE p.complete AND p.score IS NOT NULL AND p.centre IS NOT NULL
  ), runs AS (
    SELECT s.*, k - row_number() OVER (PARTITION BY side ORDER BY k) AS run FROM sides AS s
  )
  SELECT min(place), max(place), min(period), max(period), side > 0
  FROM runs WHERE side <> 0
  GROUP BY side, run HAVING count(*) >= 8
  ORDER BY min(place);
END;
COMMENT ON FUNCTION csat_report_runs(d csat_report_data) IS 'runs of eight periods or more on one side of the mean';

CREATE FUNCTION csat_report_calendar(d csat_report_data, y numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- As many labels as there is room for, 16 at most on paper and 5 on a phone, where the calendar has them: quarters, halves,
  -- years.
  WITH unit AS (
    SELECT csat_report_unit(d.every) AS unit, cardinality(d.periods) AS n, d.every LIKE 'fiscal %' AND d.fiscal_start > 1 AS fiscal
  ), room AS (
    -- steps of the unit; when a step makes years; how wide a label and a year are, in letters of 7 px
    SELECT unit, n, CASE unit WHEN 'hour' THEN '{1,3,6,12,24,168,672,8736}' WHEN 'day' THEN '{1,7,14,28,91,182,364,1820}'
             WHEN 'week' THEN '{1,2,4,13,26,52,104,520}' WHEN 'month' THEN '{1,2,3,6,12,24,60,120}'
             WHEN 'quarter' THEN '{1,2,4,8,20,40}' ELSE '{1,2,5,10,20,50}' END::integer[] AS steps,
           CASE unit WHEN 'month' THEN 12 WHEN 'quarter' THEN 4 WHEN 'year' THEN 1 WHEN 'week' THEN 52 ELSE 1000000 END AS year,
           CASE unit WHEN 'hour' THEN 5 WHEN 'day' THEN 7 WHEN 'week' THEN 5 WHEN 'year' THEN CASE WHEN fiscal THEN 7 ELSE 4 END
             ELSE 4 END * 7 + 4 AS label_width,
           CASE WHEN fiscal OR unit = 'hour' THEN 7 ELSE 4 END * 7 + 4 AS year_width
    FROM unit
  ), step AS (
    SELECT unit, n, year, year_width,
           coalesce((SELECT min(s) FROM unnest(steps) AS s WHERE ceil(n::numeric / s) <= least(16, 534 / label_width)),
             (SELECT max(s) FROM unnest(steps) AS s)) AS wide,
           coalesce((SELECT min(s) FROM unnest(steps) AS s WHERE ceil(n::numeric / s) <= least(5, 210 / label_width)),
             (SELECT max(s) FROM unnest(steps) AS s)) AS slim
    FROM room
  ), places AS (
    SELECT p.period, (p.ordinality - 0.5) * 100 / n AS x, unit, wide, slim, wide >= year AS by_year, year_width,
           -- weeks are counted from the first of their year, quarters from that of the fiscal year
           CASE unit WHEN 'week' THEN extract(isoyear FROM thursday)::integer * 52 + least(extract(week FROM thursday)::integer, 52) - 1
                ELSE csat_report_period_number(p.period - make_interval(months => CASE unit WHEN 'quarter' THEN d.fiscal_start - 1
                  ELSE 0 END), d.every) END AS place,
           unit = 'week' AND extract(week FROM thursday) = 53 AS odd,
           CASE unit WHEN 'week' THEN extract(isoyear FROM thursday)::text
             WHEN 'hour' THEN csat_report_period_name(p.period, 'day', 'tick', 1, d.words)
                ELSE csat_report_period_name(p.period, CASE WHEN d.every LIKE 'fiscal %' THEN 'fiscal year' ELSE 'year' END, 'tick',
                  d.fiscal_start, d.words) END AS year_name
    FROM unnest(d.periods) WITH ORDINALITY AS p, step, LATERAL (SELECT p.period + interval '3 days' AS thursday) AS t
  ), labels AS (
    SELECT x, on_slim, on_wide OR on_slim AND by_year AS on_wide, year_width,
           CASE WHEN by_year THEN year_name ELSE csat_report_name_of(d, period, 'tick') END AS label,
           CASE WHEN NOT by_year AND unit <> 'year' THEN year_name END AS year_name
    FROM places, LATERAL (SELECT place % slim = 0 AND NOT (odd AND slim > 1) AS on_slim, place % wide = 0
      AND NOT (odd AND wide > 1) AS on_wide) AS l
  ), years AS (
    -- a year stands below its first label, on paper and on a phone; not where the next one begins too soon
    SELECT x, class, year_name, coalesce(lead(x) OVER (PARTITION BY class ORDER BY x) - x, 100) * CASE class WHEN 'w' THEN 5.34
      ELSE 2.10 END >= year_width AS fits
    FROM (SELECT min(x) AS x, 'w' AS class, year_name, year_width FROM labels WHERE on_wide AND year_name IS NOT NULL GROUP BY year_name,
      year_width
          UNION ALL SELECT min(x), 'nw', year_name, year_width FROM labels WHERE on_slim AND year_name IS NOT NULL GROUP BY year_name,
            year_width) AS f
  ), marks AS (
    SELECT x, 1 AS k, csat_report_line(x, x, y, y + 5, CASE WHEN NOT on_slim THEN 'ax w' WHEN NOT on_wide THEN 'ax nw' ELSE 'ax' END)
      || csat_report_text(x, y + 18, label, CASE WHEN NOT on_slim THEN 'w m' WHEN NOT on_wide THEN 'nw m' ELSE 'm' END, 0) AS mark
    FROM labels WHERE on_slim OR on_wide
    UNION ALL
    SELECT x, CASE class WHEN 'w' THEN 2 ELSE 3 END, csat_report_text(x, y + 33, year_name, class || ' m', 0) FROM years WHERE fits
  )
  SELECT string_agg(mark, '' ORDER BY x, k) FROM marks;
END;
COMMENT ON FUNCTION csat_report_calendar(d csat_report_data, y numeric) IS 'the names of periods below a picture that begins at y';

CREATE FUNCTION csat_report_trend_marks(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT p.*, p.score IS NOT NULL AND p.complete AS solid, cardinality(d.periods) AS n
    FROM unnest(d.periods) WITH ORDINALITY AS p
    WHERE p.score IS NOT NULL
  ), axis AS (
    SELECT a.* FROM csat_report_axis_of(
      ARRAY(SELECT unnest(ARRAY[s.score, s.lower, s.upper]) FROM shown AS s) || d.target, d.low, d.high, d.net) AS a
  ), points AS (
    SELECT s.*, (s.ordinality - 0.5) AS place, (s.ordinality - 0.5) * 100 / n AS x, 22 + (a.high - s.score) / (a.high - a.low) * 200 AS y,
           22 + (a.high - coalesce(s.upper, s.score)) / (a.high - a.low) * 200 AS top,
           22 + (a.high - coalesce(s.lower, s.score)) / (a.high - a.low) * 200 AS bottom,
           s.ordinality - row_number() OVER (PARTITION BY s.solid ORDER BY s.ordinality) AS stretch
    FROM shown AS s, axis AS a
  ), stretches AS (
    SELECT min(place) AS first, count(*) > 1 AS joined,
           string_agg(place || ' ' || csat_report_at(top), E'\nL' ORDER BY place) AS tops,
           string_agg(place || ' ' || csat_report_at(bottom), E'\nL' ORDER BY place DESC) AS bottoms,
           string_agg(place || ' ' || csat_report_at(y), E'\nL' ORDER BY place) AS line, stretch
    FROM points WHERE solid GROUP BY stretch
  ), running AS (
    SELECT r.*, b.y AS y_before FROM points AS r LEFT JOIN points AS b ON b.ordinality = r.ordinality - 1 AND b.solid
    WHERE NOT r.solid
  ), labelled AS (
    -- the latest score, and what signals say, newest first; a label too close to one that is there already is left out,
    -- on a phone sooner than on paper
    SELECT p.*, p.signal IS NOT DISTINCT FROM 'below' AS below, p.number = (d.latest).number AS latest,
           concat_ws(', ', CASE WHEN p.number = (d.latest).number THEN csat_report_number(p.score, d.digits, d.words, false) END,
                     d.words ->> ('label ' || p.signal)) AS label
    FROM points AS p
    WHERE p.solid AND (p.number = (d.latest).number OR p.signal IN ('above', 'below'))
  ), kept AS (
    SELECT below, kept, csat_report_apart(kept, 75) AS kept_slim
    FROM (SELECT below, csat_report_apart(array_agg(x ORDER BY x DESC), 22) AS kept FROM labelled GROUP BY below) AS k
  ), margin AS (
    SELECT 22 + (a.high - d.target) / (a.high - a.low) * 200 + 4 AS y,
      replace(d.words ->> 'label target', '{t}', csat_report_target(d.target, d.digits, d.words)) AS label, 'k' AS class
    FROM axis AS a WHERE d.target IS NOT NULL
    UNION ALL
    SELECT y + 4, replace(d.words ->> 'label open', '{v}', csat_report_number(score, d.digits, d.words, false)), '' FROM running
  ), spread AS (
    -- two labels that would touch stand 8 px from their middle
    SELECT CASE WHEN max(y) OVER () - min(y) OVER () < 16 AND count(*) OVER () = 2
                THEN avg(y) OVER () + CASE row_number() OVER (ORDER BY y, class) WHEN 1 THEN -8 ELSE 8 END ELSE y END AS y, label, class
    FROM margin
  ), marks AS (
    SELECT 1 AS layer, tick AS place,
           csat_report_line(0, 100, y, y, CASE WHEN d.net AND tick = 0 THEN 'zero' ELSE 'grid' END)
           || csat_report_text(0, y + 4, csat_report_number(tick, digits, d.words, false), 'e', -8) AS mark
    FROM axis, unnest(ticks) AS tick, LATERAL (SELECT 22 + (high - tick) / (high - low) * 200 AS y) AS t
    UNION ALL
    SELECT 2, 0, '<svg width="100%" height="262" viewBox="0 0 ' || cardinality(d.periods) || E' 262" preserveAspectRatio="none">\n'
      || coalesce((SELECT string_agg('<path class="band" d="M' || tops || E'\nL' || bottoms || E'Z"/>\n<path class="line" d="M' || line
        || E'"/>\n', '' ORDER BY first) FROM stretches WHERE joined), '')
      || coalesce((SELECT '<path class="line dash" d="M' || place - 1 || ' ' || csat_report_at(y_before) || 'L' || place || ' '
        || csat_report_at(y) || E'"/>\n' FROM running), '')
      || E'</svg>\n'
    UNION ALL
    SELECT 3, 0, csat_report_line(0, 100, y, y, 'target') FROM axis,
      LATERAL (SELECT 22 + (high - d.target) / (high - low) * 200 AS y) AS t
    WHERE d.target IS NOT NULL
    UNION ALL
    SELECT 4, place,
           CASE WHEN p.solid AND s.joined THEN '' ELSE csat_report_line(x, x, top, bottom, 'wh') END
           || '<circle cx="' || csat_report_at(x) || '%" cy="' || csat_report_at(y) || '" r="'
           || CASE WHEN p.number = (d.latest).number THEN '4.5' WHEN NOT p.solid THEN '4' WHEN n > 26 THEN '2' ELSE '3' END
           || '" class="' || CASE WHEN p.solid THEN 'dot' ELSE 'open' END || '"><title>'
           || csat_report_name_of(d, p.period, 'long') || ': ' || csat_report_number(p.score, d.digits, d.words, false)
           || ' (' || csat_report_range(p.lower, p.upper, d.digits, d.words) || '), ' || (d.words ->> 'answers small') || ' '
           || csat_report_number(p.responses, 0, d.words, false) || E'</title></circle>\n'
           || CASE WHEN p.signal IN ('above', 'below') THEN '<circle cx="' || csat_report_at(x) || '%" cy="' || csat_report_at(y)
             || E'" r="8" class="ring"/>\n' ELSE '' END
    FROM points AS p LEFT JOIN stretches AS s ON p.solid AND s.stretch = p.stretch
    UNION ALL
    SELECT 5, r.first_place, csat_report_line(r.first_place * 100 / cardinality(d.periods), r.last_place * 100 / cardinality(d.periods),
      c.y, c.y, 'run')
    FROM csat_report_runs(d) AS r, axis AS a,
      LATERAL (SELECT 22 + (a.high - max(p.centre)) / (a.high - a.low) * 200 AS y FROM points AS p) AS c
    UNION ALL
    SELECT 6, -x, csat_report_text(x, CASE WHEN below THEN least(greatest(bottom + 16, y + 20), 216)
      ELSE greatest(least(top - 7, y - 11), 14) END, label,
                                   CASE WHEN latest THEN 'lab b ' WHEN x = ANY (kept_slim) THEN 'lab ' ELSE 'lab w ' END ||
                                     CASE WHEN x > 75 THEN 'e' WHEN x < 25 THEN 's' ELSE 'm' END,
                                   CASE WHEN x > 75 THEN 8 WHEN x < 25 THEN -8 ELSE 0 END)
    FROM labelled JOIN kept USING (below) WHERE x = ANY (kept)
    UNION ALL
    SELECT 7, y, csat_report_text(100, y, label, class, 8) FROM spread
    UNION ALL
    SELECT 8, 0, csat_report_calendar(d, 222)
  )
  SELECT string_agg(mark, '' ORDER BY layer, place) FROM marks WHERE EXISTS (SELECT FROM shown);
END;
COMMENT ON FUNCTION csat_report_trend_marks(d csat_report_data) IS 'the score over time, 262 px high; NULL where no period is shown';

CREATE FUNCTION csat_report_strip_marks(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT p.*, cardinality(d.periods) AS n, max(p.asked) OVER () AS most
    FROM unnest(d.periods) WITH ORDINALITY AS p WHERE p.score IS NOT NULL
  ), bars AS (
    SELECT s.*, (ordinality - 0.85) * 100 / n AS x, 70.0 / n AS width, 40.0 * asked / nullif(most, 0) AS asked_height,
      40.0 * responses / nullif(most, 0) AS answered_height
    FROM shown AS s
  )
  SELECT csat_report_line(0, 100, 56, 56, 'ax') || string_agg(
    csat_report_bar(x, width, 56 - asked_height, asked_height, 'asked')
    || csat_report_bar(x, width, 56 - answered_height, answered_height, CASE WHEN complete THEN 'answ' ELSE 'answ o' END)
    || CASE WHEN n <= 16 THEN csat_report_text(x + width / 2, 52 - asked_height,
      csat_report_number(100.0 * responses / asked, 0, d.words, false), 'w m', 0) ELSE '' END, '' ORDER BY x)
  FROM bars;
END;
COMMENT ON FUNCTION csat_report_strip_marks(d csat_report_data) IS 'how many were asked and answered, 60 px high, below the trend';

CREATE FUNCTION csat_report_trend_words(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(csat_report_name_of(d, p.period, 'short') || ' ' || csat_report_number(p.score, d.digits, d.words, false), E';\n'
    ORDER BY p.number)
  FROM unnest(d.periods) AS p WHERE p.score IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_trend_words(d csat_report_data) IS 'the score over time in words';

CREATE FUNCTION csat_report_trend(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT max(p.asked) AS most, bool_or(NOT p.complete) AS running, bool_or(p.signal IN ('above', 'below')) AS ring,
           string_agg(csat_report_name_of(d, p.period, 'short') || ' ' || p.responses || '/' || p.asked, E';\n'
             ORDER BY p.number) AS counts,
           count(*) < cardinality(d.periods) AS gaps
    FROM unnest(d.periods) AS p WHERE p.score IS NOT NULL
  )
  SELECT '<div class="fig">' || csat_report_picture('plot', 262, d.first_id, d.short_name || ': '
    || (d.words ->> ('trend ' || csat_report_unit(d.every))),
                                                    csat_report_trend_words(d), marks)
    || '<p class="cap">' || csat_report_say(d.words ->> 'strip', 'x', csat_report_number(most, 0, d.words, false), 'per',
      d.words ->> ('per ' || csat_report_unit(d.every)))
    || CASE WHEN cardinality(d.periods) <= 16 THEN '<span class="w">' || (d.words ->> 'strip rate') || '</span>' ELSE '' END || '</p>'
    || csat_report_picture('plot', 60, d.first_id + 1, d.words ->> 'answers', counts, csat_report_strip_marks(d))
    || E'</div>\n<p class="cap">'
    || concat_ws(' ', csat_report_say(d.words ->> 'trend note', 's', d.short_name, 'each',
      d.words ->> ('each ' || csat_report_unit(d.every))),
                 CASE WHEN d.target IS NOT NULL THEN d.words ->> 'trend target' END,
                 CASE WHEN running THEN replace(d.words ->> 'trend open', '{runs}',
                   d.words ->> ('runs ' || csat_report_unit(d.every))) END,
                 CASE WHEN ring THEN d.words ->> 'trend ring' END,
                 CASE WHEN EXISTS (SELECT FROM csat_report_runs(d)) THEN d.words ->> 'trend run' END,
                 CASE WHEN gaps THEN d.words ->> 'trend hidden' END)
    || '</p>'
  FROM shown, csat_report_trend_marks(d) AS marks
  WHERE marks IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_trend(d csat_report_data) IS 'the trend in a page, with what was asked and answered, and a caption';
