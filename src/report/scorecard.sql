-- scorecard.sql: several roll-ups on one page: a line for each, then a page's content for each.

CREATE FUNCTION csat_report_spark(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- 34 px high, a line for the months shown; here alone the axis fits the figures
  WITH shown AS (
    SELECT p.*, p.complete AS solid FROM unnest(d.periods) WITH ORDINALITY AS p WHERE p.score IS NOT NULL
  ), range AS (
    SELECT least(min(score), d.target) AS low, greatest(max(score), d.target) AS high FROM shown
  ), padded AS (
    SELECT low - coalesce(nullif(high - low, 0), 1) * 0.15 AS low, high + coalesce(nullif(high - low, 0), 1) * 0.15 AS high FROM range
  ), points AS (
    SELECT s.*, ordinality - 0.5 AS place, (high - score) / (high - low) * 34 AS y,
      ordinality - row_number() OVER (PARTITION BY solid ORDER BY ordinality) AS stretch
    FROM shown AS s, padded
  ), lines AS (
    SELECT string_agg('<path class="line" d="M' || line || E'"/>\n', '' ORDER BY stretch) AS lines
    FROM (SELECT stretch, string_agg(place || ' ' || csat_report_at(y), E'\nL' ORDER BY place) AS line FROM points
      WHERE solid GROUP BY stretch HAVING count(*) > 1) AS l
  )
  SELECT '<svg height="34" class="sp" role="img" aria-label="' || (d.words ->> 'trend') || ': '
    || (SELECT string_agg(csat_report_number(score, d.digits, d.words, false), E';\n' ORDER BY number) FROM shown) || E'">\n'
    || coalesce((SELECT csat_report_line(0, 100, y, y, 'target') FROM padded,
      LATERAL (SELECT (high - d.target) / (high - low) * 34 AS y) AS t WHERE d.target IS NOT NULL), '')
    || '<svg width="100%" height="34" viewBox="0 0 ' || cardinality(d.periods) || E' 34" preserveAspectRatio="none">\n'
      || coalesce(lines, '') || E'</svg>\n'
    || coalesce((SELECT '<circle cx="' || csat_report_at(place * 100 / cardinality(d.periods)) || '%" cy="' || csat_report_at(y)
      || E'" r="3.5" class="dot"/>\n'
                 FROM points WHERE number = (d.latest).number), '')
    || '</svg>'
  FROM lines WHERE EXISTS (SELECT FROM shown);
END;
COMMENT ON FUNCTION csat_report_spark(d csat_report_data) IS 'the trend in a line of a scorecard; NULL where no period is shown';

CREATE FUNCTION csat_report_card_row(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<tr>\n<th scope="row"><a href="#r' || d.first_id || '">' || csat_report_escape(d.title) || '</a><small>' || d.metric_name
    || coalesce(', ' || csat_report_name_of(d, (d.latest).period, 'short'), '')
    || CASE WHEN (d.latest).score IS NOT NULL THEN ', ' || csat_report_number((d.latest).responses, 0, d.words, false) || ' '
      || (d.words ->> 'answers small') ELSE '' END || '</small>'
    || '<small class="s">' || CASE WHEN d.target IS NULL THEN '' ELSE replace(d.words ->> 'label target', '{t}', target) || ': '
      || verdict || '; ' END || change || E'</small></th>\n<td class="pic">'
    || coalesce(csat_report_spark(d), '') || E'</td>\n<td class="n"><b>' || csat_report_number((d.latest).score, d.digits, d.words, false)
      || '</b><small>'
    || csat_report_range((d.latest).lower, (d.latest).upper, d.digits, d.words) || E'</small></td>\n<td class="w n">' || target
      || '<small>' || verdict
    || E'</small></td>\n<td class="w n">' || change || '<small>'
      || csat_report_range((d.latest).change_lower, (d.latest).change_upper, d.digits, d.words)
    || E'</small></td></tr>\n'
  FROM (SELECT csat_report_target(d.target, d.digits, d.words) AS target,
    coalesce(d.words ->> ('verdict ' || (d.latest).verdict), '–') AS verdict,
               CASE (d.latest).movement WHEN 'up' THEN '▲&#xA0;' WHEN 'down' THEN '▼&#xA0;' ELSE '' END
                 || csat_report_number((d.latest).change, d.digits, d.words, true) AS change) AS t;
END;
COMMENT ON FUNCTION csat_report_card_row(d csat_report_data) IS 'a roll-up''s line in a scorecard';

CREATE FUNCTION csat_report_card_lead(ds csat_report_data[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH names AS (
    -- a metric that comes twice is called by its title
    SELECT CASE WHEN count(*) OVER (PARTITION BY d.short_name) > 1 THEN csat_report_name(d.title) ELSE d.short_name END AS name, d.k,
      d.words, (d.latest).verdict, (d.latest).movement, d.before_name
    FROM unnest(ds) WITH ORDINALITY AS d (name, title, first_id, words, metric, metric_name, short_name, mode, every, fiscal_start,
      baseline, adjust, person, target, min_responses,
                                          low, high, net, digits, scale, periods, latest, before, before_name, year_ago, segments, k)
  ), verdicts AS (
    SELECT array_position('{met,missed,undecided}', verdict) AS place,
      min(csat_report_say((ds[1]).words ->> 'scorecard verdict', 'v', (ds[1]).words ->> ('verdict ' || verdict), 'x', list)) AS said
    FROM (SELECT verdict, csat_report_list(array_agg(name ORDER BY k), 12, (ds[1]).words) AS list FROM names
      WHERE verdict IS NOT NULL GROUP BY verdict) AS v
    GROUP BY verdict
  ), moved AS (
    SELECT CASE movement WHEN 'unclear' THEN 3 WHEN 'down' THEN 2 ELSE 1 END AS place, before_name, array_agg(name ORDER BY k) AS names,
      min(k) AS k, movement
    FROM names WHERE movement IS NOT NULL GROUP BY movement, before_name
  )
  SELECT concat_ws(' ', (SELECT '<b>' || string_agg(said, ' ' ORDER BY place) || '</b>' FROM verdicts),
    coalesce((SELECT string_agg(csat_report_say((ds[1]).words ->> 'scorecard moved', 'q', before_name, 'x',
                csat_report_say((ds[1]).words ->> ('moved names ' || movement), 'x', csat_report_list(names, 12, (ds[1]).words))), ' '
                  ORDER BY k, place)
              FROM moved WHERE place < 3),
             (SELECT string_agg(replace((ds[1]).words ->> 'lead unclear', '{q}', before_name), ' ' ORDER BY k) FROM moved)),
    CASE WHEN NOT EXISTS (SELECT FROM names WHERE verdict IS NOT NULL OR movement IS NOT NULL) THEN (ds[1]).words ->> 'lead empty' END);
END;
COMMENT ON FUNCTION csat_report_card_lead(ds csat_report_data[]) IS 'the headline of a scorecard: targets met and missed, scores that moved';

CREATE FUNCTION csat_report_card(ds csat_report_data[], title text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<header>\n<h1>' || csat_report_escape(title) || E'</h1>\n<p class="lead">' || csat_report_card_lead(ds) || E'</p>\n</header>\n'
    || E'<section class="full"><div class="pict"><table class="card"><thead><tr>\n<th scope="col" class="nm">' || (w ->> 'score')
      || E'</th>\n<th scope="col" class="pic">' || (w ->> 'trend')
    || E'</th>\n<th scope="col" class="n sc">' || (w ->> 'score') || E'</th>\n<th scope="col" class="w n">' || (w ->> 'target')
      || E'</th>\n<th scope="col" class="w n">' || (w ->> 'change')
    || E'</th></tr></thead>\n<tbody>\n' || (SELECT string_agg(csat_report_card_row(ds[k]), '' ORDER BY k)
      FROM generate_subscripts(ds, 1) AS k)
    || E'</tbody></table>\n<p class="cap">' || (w ->> 'scorecard note') || E'</p></div></section>\n'
  FROM (SELECT (ds[1]).words AS w) AS words;
END;
COMMENT ON FUNCTION csat_report_card(ds csat_report_data[], title text) IS 'the head of a page about several roll-ups: a line for each';
