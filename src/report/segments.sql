-- segments.sql: a table with a picture in each row: dots with intervals, for segments and for what moved. Names wrap in any script,
-- forty rows are as good as one, and who cannot see the pictures has the figures. Filled is what differs after adjustment.

CREATE FUNCTION csat_report_references(axis csat_report_axis, zero boolean, whole numeric,
  target numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(string_agg('<line x1="' || csat_report_at(csat_report_place(axis, v)) || '%" x2="'
    || csat_report_at(csat_report_place(axis, v))
                             || '%" y2="100%" class="' || class || E'"/>\n', '' ORDER BY k), '')
  FROM (VALUES (1, CASE WHEN zero THEN 0 END, 'zero'), (2, whole, 'all'), (3, target, 'target')) AS r (k, v, class)
  WHERE v IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_references(axis csat_report_axis, zero boolean, whole numeric, target numeric) IS
  'the lines that every row''s picture has: zero, the score of all, the target';

CREATE FUNCTION csat_report_dot(axis csat_report_axis, score numeric, lower numeric, upper numeric, class text,
  lines text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<svg aria-hidden="true">\n' || lines
    || coalesce('<line x1="' || csat_report_at(csat_report_place(axis, lower)) || '%" x2="'
      || csat_report_at(csat_report_place(axis, upper)) || E'%" y1="50%" y2="50%" class="wh"/>\n', '')
    || '<circle cx="' || csat_report_at(csat_report_place(axis, score)) || '%" cy="50%" r="4.5" class="' || class || '"/></svg>';
END;
COMMENT ON FUNCTION csat_report_dot(axis csat_report_axis, score numeric, lower numeric, upper numeric, class text, lines text) IS
  'the picture of a row: a dot with its interval';

CREATE FUNCTION csat_report_scale_of(axis csat_report_axis, gap numeric, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- zero first, then both ends, then the others as far as there is room; a phone has room for zero and the ends
  WITH ends AS (
    SELECT axis.ticks[1] AS first, axis.ticks[cardinality(axis.ticks)] AS last
  ), wanted AS (
    SELECT array_agg(csat_report_place(axis, v) ORDER BY k, v) AS places
    FROM (SELECT v, CASE WHEN v = 0 THEN 1 WHEN v = first THEN 2 WHEN v = last THEN 3 ELSE 4 END AS k FROM unnest(axis.ticks) AS v,
      ends) AS t
  ), kept AS (
    SELECT v, csat_report_place(axis, v) AS x, v IN (first, last) AS is_end
    FROM unnest(axis.ticks) AS v, ends, wanted
    WHERE csat_report_place(axis, v) = ANY (csat_report_apart(places, gap))
  )
  SELECT '<svg height="22" role="img" aria-label="' || csat_report_range(min(first), min(last), axis.digits, words) || E'">\n'
    || string_agg(csat_report_text(x, 16, csat_report_number(v, axis.digits, words, false),
         CASE WHEN v = 0 OR is_end AND NOT EXISTS (SELECT FROM kept AS o WHERE (o.is_end OR o.v = 0) AND o.v <> k.v
           AND abs(o.x - k.x) < 30) THEN 'm' ELSE 'w m' END, 0), '' ORDER BY x)
    || '</svg>'
  FROM kept AS k, ends;
END;
COMMENT ON FUNCTION csat_report_scale_of(axis csat_report_axis, gap numeric,
  words jsonb) IS 'the axis of pictures in rows, for the head of their column';

CREATE FUNCTION csat_report_dots(head text[], scale text, longest integer, rows text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<table class="dots' || CASE WHEN longest > 14 THEN ' st' ELSE '' END || CASE WHEN longest > 24 THEN ' lg' ELSE '' END
    || E'"><thead><tr>\n<th scope="col" class="nm">' || head[1] || E'</th>\n<th scope="col" class="w n' || head[2] || '">' || head[3]
    || E'</th>\n<th scope="col" class="pic">' || scale || E'</th>\n<th scope="col" class="n sc">' || head[4]
    || E'</th>\n<th scope="col" class="w n in">' || head[5] || E'</th>\n<th scope="col" class="w n rs">' || head[6]
    || E'</th></tr></thead>\n<tbody>\n' || rows || E'</tbody></table>\n';
END;
COMMENT ON FUNCTION csat_report_dots(head text[], scale text, longest integer, rows text) IS
  'a table of pictures in rows; head is name, class and head of the second column, score, interval, and the last';

CREATE FUNCTION csat_report_dots_row(class text, name text, small text, second text, picture text, score text, score_small text,
  bounds text, last text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<tr' || class || '><th scope="row">' || name || '<small class="s">' || small || E'</small></th>\n<td class="w n">' || second
    || E'</td>\n<td class="pic">' || picture || E'</td>\n<td class="n">' || score || '<small class="s">' || score_small
    || E'</small></td>\n<td class="w n in">' || bounds || E'</td>\n<td class="w n">' || last || E'</td></tr>\n';
END;
COMMENT ON FUNCTION csat_report_dots_row(class text, name text, small text, second text, picture text, score text, score_small text,
  bounds text, last text) IS
  'a row of such a table; what a phone has no columns for stands small below name and score';

CREATE FUNCTION csat_report_section(class text, heading text, findings text, body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<section' || CASE WHEN class <> '' THEN ' class="' || class || '"' ELSE '' END || E'>\n<div class="txt"><h2>' || heading
    || E'</h2>\n'
    || findings || E'</div>\n<div class="pict">\n' || coalesce(body, '') || E'</div>\n</section>\n';
END;
COMMENT ON FUNCTION csat_report_section(class text, heading text, findings text,
  body text) IS 'a section of a page: what is found on the left, its picture on the right';

CREATE FUNCTION csat_report_adjusted(d csat_report_data, tests bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(d.words ->> ('adjust ' || d.adjust), '{k}', csat_report_number(tests, 0, d.words, false));
END;
COMMENT ON FUNCTION csat_report_adjusted(d csat_report_data, tests bigint) IS 'how p-values were adjusted, and for how many comparisons';

CREATE FUNCTION csat_report_differing(d csat_report_data) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- which segments are higher than the rest, and which lower
  WITH differing AS (
    SELECT csat_report_list(array_agg(said ORDER BY score DESC, name COLLATE "C") FILTER (WHERE difference > 0), 4, d.words) AS higher,
           csat_report_list(array_agg(said ORDER BY score DESC, name COLLATE "C") FILTER (WHERE difference < 0), 4, d.words) AS lower
    FROM unnest(d.segments) AS s,
      LATERAL (SELECT csat_report_name(name) || ' ' || csat_report_number(difference, d.digits, d.words, true)
                 || ' (' || csat_report_range(difference_lower, difference_upper, d.digits, d.words) || ')' AS said) AS t
    WHERE p_rest < 0.05 AND NOT hidden
  )
  SELECT coalesce(nullif(array_remove(ARRAY[
           CASE WHEN higher <> '' THEN replace(d.words ->> 'segments higher', '{x}', higher) END,
           CASE WHEN lower <> '' THEN replace(d.words ->> 'segments lower', '{x}', lower) END], NULL), '{}'),
         ARRAY[d.words ->> 'segments alike'])
  FROM differing;
END;
COMMENT ON FUNCTION csat_report_differing(d csat_report_data) IS 'which segments differ from the rest, as sentences';

CREATE FUNCTION csat_report_hidden(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_say(d.words ->> 'segments hidden', 'm', d.min_responses::text,
                         'x', csat_report_list(array_agg(csat_report_name(name) ORDER BY name COLLATE "C"), 12, d.words))
  FROM unnest(d.segments) WHERE hidden HAVING count(*) > 0;
END;
COMMENT ON FUNCTION csat_report_hidden(d csat_report_data) IS 'which segments are hidden, as a sentence; NULL where none is';

CREATE FUNCTION csat_report_segments(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH counted AS (
    SELECT count(*) AS segments, count(*) FILTER (WHERE NOT hidden) AS shown, max(length(name)) FILTER (WHERE NOT hidden) AS longest,
           count(p_rest) AS tests,
           array_agg(score) FILTER (WHERE NOT hidden) || array_agg(lower) FILTER (WHERE NOT hidden)
             || array_agg(upper) FILTER (WHERE NOT hidden) AS figures
    FROM unnest(d.segments)
  ), axis AS MATERIALIZED (
    SELECT csat_report_axis_of(c.figures || (d.latest).score || (d.latest).lower || (d.latest).upper || d.target, d.low, d.high,
      d.net) AS a FROM counted AS c
  ), lines AS MATERIALIZED (
    SELECT a, csat_report_references(a, d.net, (d.latest).score, d.target) AS lines FROM axis
  ), rows AS (
    SELECT 0 AS k, NULL::numeric AS score, ''::text AS name,
           csat_report_dots_row(' class="tot"', d.words ->> 'segment all', csat_report_number((d.latest).responses, 0, d.words, false),
             csat_report_number((d.latest).responses, 0, d.words, false),
               csat_report_dot(a, (d.latest).score, (d.latest).lower, (d.latest).upper, 'dot', lines),
             csat_report_number((d.latest).score, d.digits, d.words, false),
               csat_report_range((d.latest).lower, (d.latest).upper, d.digits, d.words),
             csat_report_range((d.latest).lower, (d.latest).upper, d.digits, d.words), '') AS line
    FROM lines WHERE (d.latest).score IS NOT NULL
    UNION ALL
    SELECT 1, s.score, s.name,
           csat_report_dots_row('', csat_report_name(s.name),
             csat_report_number(s.responses, 0, d.words, false) || coalesce('; ' || arrow || (d.words ->> side), ''),
             csat_report_number(s.responses, 0, d.words, false),
             csat_report_dot(a, s.score, s.lower, s.upper, CASE WHEN arrow IS NULL THEN 'open' ELSE 'dot' END, lines),
             csat_report_number(s.score, d.digits, d.words, false), csat_report_range(s.lower, s.upper, d.digits, d.words),
             csat_report_range(s.lower, s.upper, d.digits, d.words),
             CASE WHEN s.difference IS NULL THEN '' WHEN arrow IS NULL THEN csat_report_number(s.difference, d.digits, d.words, true)
                  ELSE '<b>' || arrow || csat_report_number(s.difference, d.digits, d.words, true) || '</b>' END)
    FROM lines, unnest(d.segments) AS s,
      LATERAL (SELECT CASE WHEN s.p_rest < 0.05 AND s.difference > 0 THEN '▲&#xA0;' WHEN s.p_rest < 0.05
        AND s.difference < 0 THEN '▼&#xA0;' END AS arrow,
                      CASE WHEN s.difference > 0 THEN 'higher' ELSE 'lower' END AS side) AS t
    WHERE NOT s.hidden
  )
  SELECT
    CASE WHEN c.segments = 0 THEN ''
    WHEN c.shown = 0 THEN csat_report_section('', d.words ->> 'segments', '<p>' || csat_report_say(d.words ->> 'segments all hidden',
      'k', c.segments::text, 'm', d.min_responses::text, 'p', csat_report_name_of(d, (d.latest).period, 'long')) || E'</p>\n', '')
    WHEN c.segments = 1 THEN csat_report_section('', d.words ->> 'segments', '<p>' || (d.words ->> 'segments one') || E'</p>\n', '')
    ELSE csat_report_section('', d.words ->> 'segments', '<p>' || array_to_string(csat_report_differing(d), E'</p>\n<p>') || E'</p>\n',
      csat_report_dots(ARRAY[d.words ->> 'segment', '', d.words ->> 'answers column', d.short_name, d.words ->> 'interval',
        d.words ->> 'rest'],
        csat_report_scale_of(a, CASE WHEN c.longest > 24 THEN 27 ELSE 20 END, d.words), c.longest,
        (SELECT string_agg(line, '' ORDER BY k, score DESC, name COLLATE "C") FROM rows))
      || '<p class="cap">' || csat_report_capital(csat_report_say(d.words ->> 'segments note', 'p',
        csat_report_name_of(d, (d.latest).period, 'long'), 's', d.short_name,
           'adjust', csat_report_adjusted(d, c.tests)))
      || coalesce(' ' || csat_report_hidden(d), '') || '</p>') END
  FROM counted AS c, axis;
END;
COMMENT ON FUNCTION csat_report_segments(d csat_report_data) IS 'the segments of the latest complete period against the rest, as a section; empty where there are none';
