-- distribution.sql: how people answered. Two arms from one zero line, the middle apart on the same scale, so that the score of a
-- net is a length: the right arm less the left. Below it every point.

CREATE FUNCTION csat_report_arms(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- the latest period, the one before, the same a year before, and all together
  WITH complete AS (
    SELECT p.* FROM unnest(d.periods) AS p WHERE p.complete AND p.score IS NOT NULL
  ), rows AS (
    SELECT 1 AS k, csat_report_name_of(d, (d.latest).period, 'short') AS name, (d.latest).tally AS t
    UNION ALL
    SELECT 2, csat_report_name_of(d, (d.before).period, 'short'), (d.before).tally WHERE (d.before).score IS NOT NULL
    UNION ALL
    SELECT 3, csat_report_name_of(d, (d.year_ago).period, 'short'), (d.year_ago).tally
    WHERE (d.year_ago).score IS NOT NULL AND (d.year_ago).number IS DISTINCT FROM (d.before).number
    UNION ALL
    SELECT 4, d.words ->> 'all shown', sum(c.tally) FROM complete AS c HAVING count(*) > 2
  ), points AS (
    SELECT r.k, b.place, b.side, coalesce(b.percent, 0) AS percent, count(*) OVER (PARTITION BY r.k) AS n,
           -- outward from zero, what stands between a point and the line
           coalesce(sum(b.percent) OVER (PARTITION BY r.k, b.side ORDER BY b.place * -b.side ROWS BETWEEN 1 FOLLOWING
             AND UNBOUNDED FOLLOWING), 0) AS inner_sum,
           b.place * b.side = max(b.place * b.side) OVER (PARTITION BY r.k, b.side) AS outermost
    FROM rows AS r, csat_report_boxes(r.t, d.metric, NULL) AS b
  ), arms AS (
    SELECT k, coalesce(sum(percent) FILTER (WHERE side = -1), 0) AS bad, coalesce(sum(percent) FILTER (WHERE side = 0), 0) AS middle,
           coalesce(sum(percent) FILTER (WHERE side = 1), 0) AS good
    FROM points GROUP BY k
  ), room AS (
    SELECT greatest(max(bad), 12) + 14 AS bad, greatest(max(good), 12) + 14 AS good, max(middle) > 0 AS has_middle,
           CASE WHEN max(middle) > 0 THEN 22 + greatest(max(middle), 12) ELSE 0 END AS middle
    FROM arms
  ), sides AS (
    SELECT csat_report_sides((d.latest).tally, d.metric, d.words) AS sides
  ), wide AS (
    -- the head of the right arm has room before that of the middle, in a picture of 210 px too
    SELECT bad, middle, has_middle, sides,
           CASE WHEN has_middle THEN greatest(good, (7.0 * length(sides[3]) + 8) / greatest(202 - 7 * length(sides[3]),
             50) * (bad + middle)) ELSE good END AS good
    FROM room, sides
  ), layout AS (
    SELECT has_middle, 100 / (bad + good + middle) AS u, 100 * bad / (bad + good + middle) AS zero,
      100 * (bad + good + 8) / (bad + good + middle) AS middle, sides
    FROM wide
  ), bars AS (
    -- of nps the groups are what counts; of fine scales too
    SELECT k, string_agg(csat_report_bar(CASE side WHEN 1 THEN zero + inner_sum * u ELSE zero - (inner_sum + percent) * u END, percent * u,
      4, 16,
                                         CASE side WHEN 1 THEN 'pos' ELSE 'neg' END || CASE WHEN outermost THEN '' ELSE '2' END), ''
                                           ORDER BY place) AS bars
    FROM points, layout WHERE side <> 0 AND percent > 0 AND d.metric <> 'nps' AND n <= 11 GROUP BY k
    UNION ALL
    SELECT k, CASE WHEN bad > 0 THEN csat_report_bar(zero - bad * u, bad * u, 4, 16, 'neg') ELSE '' END
      || CASE WHEN good > 0 THEN csat_report_bar(zero, good * u, 4, 16, 'pos') ELSE '' END
    FROM arms, layout WHERE d.metric = 'nps' OR (SELECT max(n) FROM points) > 11
  ), lines AS (
    SELECT r.k, E'<tr>\n<th scope="row">' || r.name || E'</th>\n<td class="pic"><svg height="24" role="img" aria-label="'
      || concat_ws(', ', sides[1] || ': ' || csat_report_percent(a.bad, 1, d.words), sides[2] || ': '
        || csat_report_percent(a.middle, 1, d.words),
                   sides[3] || ': ' || csat_report_percent(a.good, 1, d.words)) || E'">\n'
      || coalesce(b.bars, '')
      || csat_report_text(zero - a.bad * u, 16.5, csat_report_number(a.bad, 0, d.words, false), 'k e', -5)
      || csat_report_text(zero + a.good * u, 16.5, csat_report_number(a.good, 0, d.words, false), 'k', 5)
      || CASE WHEN has_middle THEN csat_report_bar(l.middle, a.middle * u, 4, 16, 'neu')
           || csat_report_text(l.middle + a.middle * u, 16.5, csat_report_number(a.middle, 0, d.words, false), 'k', 5) ELSE '' END
      || csat_report_line(zero, zero, 0, 24, 'zero')
      || CASE WHEN d.net THEN csat_report_line(zero + score * u, zero + score * u, 1, 23, 'mark') ELSE '' END
      || E'</svg></td>\n<td class="n">' || csat_report_number(score, d.digits, d.words, false) || E'</td></tr>\n' AS line
    FROM rows AS r JOIN arms AS a USING (k) LEFT JOIN bars AS b USING (k), layout AS l,
      LATERAL (SELECT csat_report_score(r.t, d.metric) AS score) AS s
  )
  SELECT '<table class="dist"><thead><tr>' || E'\n<th scope="col" class="nm"><span class="w">'
    || (d.words ->> ('unit ' || csat_report_unit(d.every)))
    || E'</span></th>\n<th scope="col" class="pic"><svg height="22" role="img" aria-label="'
      || concat_ws(', ', sides[1], sides[2], sides[3]) || E'">\n'
    || coalesce(csat_report_text(zero, 16, sides[1], 'e', -5), '') || coalesce(csat_report_text(zero, 16, sides[3], '', 5), '')
    || CASE WHEN has_middle THEN csat_report_text(l.middle, 16, sides[2], '', 0) ELSE '' END
    || E'</svg></th>\n<th scope="col" class="n sc">' || d.short_name || E'</th></tr></thead>\n<tbody>\n'
    || (SELECT string_agg(line, '' ORDER BY k) FROM lines) || E'</tbody></table>\n'
  FROM layout AS l;
END;
COMMENT ON FUNCTION csat_report_arms(d csat_report_data) IS 'diverging bars of the latest complete period and those that it is compared with';

CREATE FUNCTION csat_report_histogram_marks(t tally, metric text, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH points AS (
    SELECT *, coalesce(percent, 0) AS p, coalesce(84 * percent / nullif(max(percent) OVER (), 0), 0) AS height,
      100.0 / count(*) OVER () AS pitch
    FROM csat_report_boxes(t, metric, NULL)
  ), groups AS (
    SELECT side, min(place) AS first, max(place) AS last, min(pitch) AS pitch, sum(p) AS p,
      (csat_report_sides(t, metric, words))[side + 2] AS name
    FROM points GROUP BY side
  )
  SELECT (SELECT string_agg(
            csat_report_bar((place - 1) * pitch + 0.7, pitch - 1.4, 102 - height, height, CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu'
              ELSE 'pos' END)
            || csat_report_text((place - 0.5) * pitch, 97 - height, csat_report_number(p, 0, words, false), 'k m', 0)
            || csat_report_text((place - 0.5) * pitch, 118, csat_report_number(score, 0, words, false), 'm', 0), '' ORDER BY place)
              FROM points)
    || csat_report_line(0, 100, 102, 102, 'ax')
    || (SELECT string_agg(
          csat_report_line((first - 1) * pitch + 0.7, last * pitch - 0.7, 126, 126, 'axk')
          || csat_report_text((first - 1 + last) * pitch / 2, 142, name, 'm', 0)
          || csat_report_text((first - 1 + last) * pitch / 2, 157, csat_report_percent(p, 1, words), 'k m', 0), '' ORDER BY first)
            FROM groups);
END;
COMMENT ON FUNCTION csat_report_histogram_marks(t tally, metric text,
  words jsonb) IS 'answers of 100 on each point, with the groups of nps, 162 px high';

CREATE FUNCTION csat_report_key(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH points AS (
    SELECT *, count(*) OVER () AS n, abs(place - (count(*) OVER () + 1) / 2.0) = (count(*) OVER () - 1) / 2.0 AS outermost
      FROM csat_report_boxes((d.latest).tally, d.metric, d.scale)
  ), rows AS (
    SELECT place, concat_ws(' ', csat_report_number(score, scale(trim_scale(score)), d.words, false), csat_report_name(label)) AS name,
      responses, percent,
           CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu' ELSE 'pos' END || CASE WHEN side = 0 OR outermost THEN '' ELSE '2' END AS class
    FROM points WHERE n <= 11
    UNION ALL
    SELECT side, (csat_report_sides((d.latest).tally, d.metric, d.words))[side + 2], sum(responses)::bigint, sum(percent),
           CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu' ELSE 'pos' END
    FROM points WHERE n > 11 GROUP BY side
  )
  SELECT E'<table class="key"><thead><tr>\n<th scope="col">' || (d.words ->> 'point') || ', '
    || csat_report_name_of(d, (d.latest).period, 'long')
    || E'</th>\n<th scope="col" class="n">' || (d.words ->> 'answers') || E'</th>\n<th scope="col" class="n">' || (d.words ->> 'share')
      || E'</th></tr></thead>\n<tbody>\n'
    || string_agg('<tr><th scope="row"><svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" class="' || class
      || '"/></svg> ' || name
         || E'</th>\n<td class="n">' || csat_report_number(responses, 0, d.words, false) || E'</td>\n<td class="n">'
           || csat_report_percent(percent, 1, d.words) || E'</td></tr>\n',
         '' ORDER BY place DESC)
    || E'</tbody></table>\n'
  FROM rows;
END;
COMMENT ON FUNCTION csat_report_key(d csat_report_data) IS 'every point with its colour, label, answers and share, best first';

CREATE FUNCTION csat_report_distribution(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN (d.latest).score IS NULL THEN '' ELSE
    csat_report_section('', d.words ->> 'distribution', '<p>'
      || (d.words ->> CASE WHEN d.net THEN 'distribution net' ELSE 'distribution share' END) || E'</p>\n',
      csat_report_arms(d) || CASE WHEN d.metric = 'nps' THEN '<p class="cap">' || title || '</p>'
        || csat_report_picture('hist', 162, d.first_id + 2, title,
             (SELECT string_agg(csat_report_number(score, 0, d.words, false) || ': ' || csat_report_percent(percent, 1, d.words), E';\n'
               ORDER BY place)
              FROM csat_report_boxes((d.latest).tally, d.metric, NULL)),
             csat_report_histogram_marks((d.latest).tally, d.metric, d.words))
      ELSE csat_report_key(d) END) END
  FROM replace(d.words ->> 'histogram', '{in}', csat_report_in(d, (d.latest).period)) AS title;
END;
COMMENT ON FUNCTION csat_report_distribution(d csat_report_data) IS 'how people answered, as a section';
