-- mail.sql: the same for mail clients, which know neither SVG nor style sheets: tables of 600 px, every style inline, an interval
-- as the cells of a table. 30 periods and 20 segments at most, so that Gmail does not clip it.

CREATE FUNCTION csat_report_mail_text(tag text, style text, t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<' || tag || ' style="' || style || E'font-family:Segoe UI,Helvetica,Arial,sans-serif;">' || t || '</' || tag || E'>\n';
END;
COMMENT ON FUNCTION csat_report_mail_text(tag text, style text, t text) IS 'a heading or paragraph of a mail';

CREATE FUNCTION csat_report_mail_paragraph(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_mail_text('p', 'margin:0 0 6px;font-size:14px;line-height:20px;color:#595959;word-break:break-word;', t);
END;
COMMENT ON FUNCTION csat_report_mail_paragraph(t text) IS 'a paragraph of a mail';

CREATE FUNCTION csat_report_mail_cell(align text, style text, t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<td align="' || align || E'" valign="middle"\n style="padding:4px 8px 4px 0;border-bottom:1px solid #e3e3e3;font-size:14px;line-height:20px;color:#1b1b1b;\nfont-family:Segoe UI,Helvetica,Arial,sans-serif;'
    || style || '">' || t || E'</td>\n';
END;
COMMENT ON FUNCTION csat_report_mail_cell(align text, style text, t text) IS 'a cell of a mail''s table';

CREATE FUNCTION csat_report_mail_head(align text, gap integer, t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<th scope="col" align="' || align || E'" valign="bottom"\n style="padding:4px ' || gap || 'px 4px 0;text-align:' || align
    || E';border-bottom:1px solid #1b1b1b;font-size:12px;font-weight:normal;color:#595959;\nfont-family:Segoe UI,Helvetica,Arial,sans-serif;">' || t || E'</th>\n';
END;
COMMENT ON FUNCTION csat_report_mail_head(align text, gap integer, t text) IS 'the head of a column of a mail''s table';

CREATE FUNCTION csat_report_mail_table(width text, rows text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<table width="100%" cellpadding="0" cellspacing="0" border="0"\n style="width:100%;border-collapse:collapse;' || width
    || E'">\n' || rows || '</table>';
END;
COMMENT ON FUNCTION csat_report_mail_table(width text, rows text) IS 'a table of a mail';

CREATE FUNCTION csat_report_mail_layout(width text, rows text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT overlay(csat_report_mail_table(width, rows) PLACING '<table role="presentation" ' FROM 1 FOR 7);
END;
COMMENT ON FUNCTION csat_report_mail_layout(width text, rows text) IS 'a table of a mail that is no table to who listens';

CREATE FUNCTION csat_report_mail_piece(width numeric, color text, border text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<td width="' || csat_report_at(width) || '%"' || CASE WHEN color <> '' THEN ' bgcolor="' || color || '"' ELSE '' END
    || E'\n style="width:' || csat_report_at(width) || '%;height:12px;line-height:12px;font-size:1px;padding:0;' || border
      || E'">&nbsp;</td>\n';
END;
COMMENT ON FUNCTION csat_report_mail_piece(width numeric, color text, border text) IS 'a piece of a bar in a mail';

CREATE FUNCTION csat_report_mail_bar(axis csat_report_axis, score numeric, lower numeric, upper numeric, zero boolean,
  target numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- dark where the score is, light where its interval lies, a line at zero and at the target
  WITH places AS (
    SELECT csat_report_place(axis, score) AS s, csat_report_place(axis, coalesce(lower, score)) AS l,
      csat_report_place(axis, coalesce(upper, score)) AS u,
           CASE WHEN zero THEN csat_report_place(axis, 0) END AS z, csat_report_place(axis, target) AS t
  ), cuts AS (
    SELECT DISTINCT least(greatest(round(c, 4), 0), 100) AS x FROM places, unnest(ARRAY[0, 100, l, u, s - 1.2, s + 1.2, z, t]) AS c
      WHERE c IS NOT NULL
  ), pieces AS (
    SELECT x, lead(x) OVER (ORDER BY x) AS next FROM cuts
  )
  SELECT csat_report_mail_layout('table-layout:fixed;', E'<tr>\n' || string_agg(csat_report_mail_piece(next - x,
      CASE WHEN (x + next) / 2 BETWEEN s - 1.2 AND s + 1.2 THEN '#1f5f99' WHEN (x + next) / 2 BETWEEN l AND u THEN '#b9d2ea'
        ELSE '#ffffff' END,
      CASE WHEN abs(x - z) < 0.01 THEN 'border-left:1px solid #1b1b1b;' WHEN abs(x - t) < 0.01 THEN 'border-left:1px dashed #595959;'
        ELSE '' END), '' ORDER BY x) || E'</tr>\n')
  FROM pieces, places WHERE next - x >= 0.05;
END;
COMMENT ON FUNCTION csat_report_mail_bar(axis csat_report_axis, score numeric, lower numeric, upper numeric, zero boolean,
  target numeric) IS
  'a score with its interval as the cells of a table';

CREATE FUNCTION csat_report_mail_scale(axis csat_report_axis, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_mail_layout('', E'<tr>\n' || string_agg('<td align="' || side
    || '" style="padding:0;font-size:12px;color:#595959;font-family:Segoe UI,Helvetica,Arial,sans-serif;">'
    || csat_report_number(v, axis.digits, words, false) || E'</td>\n', '' ORDER BY side) || E'</tr>\n')
  FROM (VALUES ('left', axis.low), ('right', axis.high)) AS e (side, v);
END;
COMMENT ON FUNCTION csat_report_mail_scale(axis csat_report_axis, words jsonb) IS 'the ends of an axis, for the head of a column of bars';

CREATE FUNCTION csat_report_mail_trend(d csat_report_data, most integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT p.*, row_number() OVER (ORDER BY p.number DESC) AS k FROM unnest(d.periods) AS p WHERE p.score IS NOT NULL
  ), axis AS MATERIALIZED (
    SELECT csat_report_axis_of(array_agg(score) || array_agg(lower) || array_agg(upper) || d.target, d.low, d.high, d.net) AS a FROM shown
      WHERE k <= most
  ), rows AS (
    SELECT k, E'<tr>\n'
      || csat_report_mail_cell('left', bold || 'white-space:nowrap;', csat_report_name_of(d, period, 'short') ||
        CASE WHEN complete THEN '' ELSE ' (' || (d.words ->> 'runs') || ')' END)
      || csat_report_mail_cell('left', 'width:44%;', csat_report_mail_bar(a, score, lower, upper, d.net, d.target))
      || csat_report_mail_cell('right', bold || 'white-space:nowrap;', csat_report_number(score, d.digits, d.words, false))
      || csat_report_mail_cell('right', 'color:#595959;font-size:12px;padding-right:0;',
        csat_report_range(lower, upper, d.digits, d.words)) || E'</tr>\n' AS line
    FROM shown, axis, LATERAL (SELECT CASE WHEN number = (d.latest).number THEN 'font-weight:bold;' ELSE '' END AS bold) AS b
    WHERE k <= most
  )
  SELECT csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;',
    d.words ->> ('trend ' || csat_report_unit(d.every)))
    || csat_report_mail_paragraph(array_to_string(csat_report_signals(d), ' '))
    || csat_report_mail_table('', E'<thead><tr>\n' || csat_report_mail_head('left', 8, d.words ->> ('unit ' || csat_report_unit(d.every)))
      || csat_report_mail_head('left', 8, csat_report_mail_scale(a, d.words))
         || csat_report_mail_head('right', 8, d.short_name) || csat_report_mail_head('right', 0, d.words ->> 'interval')
           || E'</tr></thead>\n<tbody>\n'
         || (SELECT string_agg(line, '' ORDER BY k) FROM rows) || E'</tbody>\n')
    || csat_report_mail_paragraph('<span style="font-size:12px;">'
      || concat_ws(' ', replace(d.words ->> 'mail key', '{s}', d.short_name), CASE WHEN d.net THEN d.words ->> 'mail zero' END,
         replace(d.words ->> 'mail target', '{t}', csat_report_target(d.target, d.digits, d.words))) || '</span>')
  FROM axis WHERE EXISTS (SELECT FROM shown);
END;
COMMENT ON FUNCTION csat_report_mail_trend(d csat_report_data, most integer) IS 'the trend in a mail, newest first';

CREATE FUNCTION csat_report_mail_segments(d csat_report_data, most integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT s.*, row_number() OVER (ORDER BY s.score DESC, s.name COLLATE "C") AS k, count(*) OVER () AS n FROM unnest(d.segments) AS s
      WHERE NOT s.hidden
  ), axis AS MATERIALIZED (
    SELECT csat_report_axis_of(array_agg(score) || array_agg(lower) || array_agg(upper) || d.target, d.low, d.high, d.net) AS a FROM shown
  ), rows AS (
    SELECT k, E'<tr>\n' || csat_report_mail_cell('left', 'word-break:break-word;', csat_report_name(name))
      || csat_report_mail_cell('left', 'width:44%;', csat_report_mail_bar(a, score, lower, upper, d.net, d.target))
      || csat_report_mail_cell('right', 'white-space:nowrap;' || CASE WHEN arrow <> '' THEN 'font-weight:bold;' ELSE '' END, arrow
        || csat_report_number(score, d.digits, d.words, false))
      || csat_report_mail_cell('right', 'color:#595959;font-size:12px;padding-right:0;', csat_report_number(responses, 0, d.words, false))
        || E'</tr>\n' AS line
    FROM shown, axis, LATERAL (SELECT CASE WHEN p_rest < 0.05 AND difference > 0 THEN '▲&#xA0;' WHEN p_rest < 0.05 AND difference < 0 THEN '▼&#xA0;'
      ELSE '' END AS arrow) AS b
    -- the best and the worst, where there are too many
    WHERE n <= most OR k <= most / 2 OR k > n - most / 2
  )
  SELECT csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;', d.words ->> 'segments')
    || csat_report_mail_paragraph(array_to_string(csat_report_differing(d), ' '))
    || csat_report_mail_table('', E'<thead><tr>\n' || csat_report_mail_head('left', 8, d.words ->> 'segment')
      || csat_report_mail_head('left', 8, csat_report_mail_scale(a, d.words))
         || csat_report_mail_head('right', 8, d.short_name) || csat_report_mail_head('right', 0, d.words ->> 'answers')
           || E'</tr></thead>\n<tbody>\n'
         || (SELECT string_agg(line, '' ORDER BY k) FROM rows) || E'</tbody>\n')
    || csat_report_mail_paragraph(concat_ws(' ', '<br>' || csat_report_hidden(d),
      CASE WHEN (SELECT count(*) FROM shown) > most THEN d.words ->> 'mail more' END))
    || CASE WHEN (d.before).score IS NULL THEN '' ELSE
         csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;', d.words ->> 'moved')
           || csat_report_mail_paragraph(csat_report_moved_words(d)) END
  FROM axis WHERE (SELECT count(*) FROM shown) > 1;
END;
COMMENT ON FUNCTION csat_report_mail_segments(d csat_report_data, most integer) IS 'the segments in a mail, and what moved';

CREATE FUNCTION csat_report_mail_distribution(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH sides AS (
    SELECT side, coalesce(sum(percent), 0) AS percent FROM csat_report_boxes((d.latest).tally, d.metric, NULL) GROUP BY side
  )
  SELECT csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;', d.words ->> 'distribution')
    || csat_report_mail_table('', E'<tbody>\n' || string_agg(E'<tr>\n'
      || csat_report_mail_cell('left', '', (csat_report_sides((d.latest).tally, d.metric, d.words))[side + 2])
         || csat_report_mail_cell('left', 'width:60%;', csat_report_mail_layout('table-layout:fixed;', E'<tr>\n'
              || csat_report_mail_piece(percent, CASE side WHEN 1 THEN '#1f5f99' WHEN 0 THEN '#8c8c8c' ELSE '#b3530b' END, '')
              || CASE WHEN percent < 100 THEN csat_report_mail_piece(100 - percent, '', '') ELSE '' END || E'</tr>\n'))
         || csat_report_mail_cell('right', 'padding-right:0;', csat_report_percent(percent, 1, d.words)) || E'</tr>\n', ''
           ORDER BY side DESC) || E'</tbody>\n')
  FROM sides HAVING (d.latest).score IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_mail_distribution(d csat_report_data) IS 'how people answered in a mail';

CREATE FUNCTION csat_report_mail_title(tag text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<' || tag || E' style="margin:2px 0 8px;font-size:22px;line-height:28px;font-weight:bold;color:#1b1b1b;word-break:break-word;\nfont-family:Cambria,Georgia,serif;">{title}</' || tag || '>';
END;
COMMENT ON FUNCTION csat_report_mail_title(tag text) IS 'the title of a mail, to be filled in';

CREATE FUNCTION csat_report_mail_body(d csat_report_data, heading text,
  of_several integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_mail_text('p', 'margin:0;font-size:13px;line-height:18px;color:#595959;', d.metric_name
    || coalesce(', ' || csat_report_name_of(d, (d.latest).period, 'long'), ''))
    || replace(heading, '{title}', csat_report_escape(d.title)) || E'\n'
    || '<p style="margin:0 0 12px;font-size:18px;line-height:26px;color:#1b1b1b;font-family:Cambria,Georgia,serif;">'
      || csat_report_lead(d) || E'</p>\n'
    || CASE WHEN (d.latest).score IS NULL THEN '' ELSE csat_report_mail_paragraph((d.words ->> 'answers') || ': '
      || csat_report_number((d.latest).responses, 0, d.words, false) || ' '
         || csat_report_say(d.words ->> 'of asked', 'a', csat_report_number((d.latest).asked, 0, d.words, false),
                            'r', csat_report_percent(100.0 * (d.latest).responses / nullif((d.latest).asked, 0), 1, d.words)) || '.') END
    || coalesce(csat_report_mail_trend(d, greatest(CASE of_several WHEN 1 THEN 30 ELSE 24 END / of_several, 4)), '')
      || coalesce(csat_report_mail_segments(d, greatest(CASE of_several WHEN 1 THEN 20 ELSE 15 END / of_several, 4)), '')
      || coalesce(csat_report_mail_distribution(d), '');
END;
COMMENT ON FUNCTION csat_report_mail_body(d csat_report_data, heading text, of_several integer) IS 'what a mail says of one roll-up';

CREATE FUNCTION csat_report_mail(title text, lang text, body text, how text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<!DOCTYPE html>\n<html lang="' || csat_report_escape(lang) || E'">\n<head>\n<meta charset="utf-8">\n'
    || E'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light">\n<title>'
      || csat_report_escape(title)
    || E'</title>\n</head>\n<body style="margin:0;padding:0;background-color:#ffffff;">\n'
    || csat_report_mail_layout('', E'<tr><td align="center" style="padding:16px;">\n'
         || replace(csat_report_mail_layout('', E'<tr><td align="left">\n' || body
              || csat_report_mail_text('p', 'margin:24px 0 0;padding-top:8px;border-top:1px solid #1b1b1b;font-size:12px;line-height:18px;color:#595959;', how)
              || E'</td></tr>\n'), E'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"\n style="width:100%;border-collapse:collapse;">\n<tr><td align="left">',
              E'<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"\n style="width:100%;max-width:600px;border-collapse:collapse;">\n<tr><td align="left">')
         || E'</td></tr>\n')
    || E'\n</body>\n</html>\n';
END;
COMMENT ON FUNCTION csat_report_mail(title text, lang text, body text, how text) IS 'a mail';
