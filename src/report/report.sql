-- report.sql: what people call for a page: the report of one roll-up, or of several. Compiling would take ten times as long as
-- running.

CREATE FUNCTION csat_report(rollup text, title text DEFAULT NULL, periods integer DEFAULT 13, min_responses integer DEFAULT 5,
  lang text DEFAULT 'en', format text DEFAULT 'page')
RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH data AS MATERIALIZED (
    SELECT csat_report_read(csat_report_definition_of(rollup::regclass), title, periods, min_responses, csat_report_words(lang), 1, NULL,
      NULL) AS d
    WHERE rollup IS NOT NULL AND lang IS NOT NULL AND csat_report_check(periods, min_responses, format)
  )
  SELECT CASE format
    WHEN 'mail' THEN csat_report_mail((d).title, lang, csat_report_mail_body(d, csat_report_mail_title('h1'), 1), csat_report_how(d))
    ELSE csat_report_page((d).title, lang, csat_report_body(d, '<h1>{title}</h1>')
           || '<footer><h2>' || ((d).words ->> 'how') || E'</h2>\n<p>' || csat_report_how(d) || E'</p></footer>\n') END
  FROM data;
END;
COMMENT ON FUNCTION csat_report(rollup text, title text, periods integer, min_responses integer, lang text, format text) IS
  'a roll-up as one HTML page, with pictures, that needs nothing but itself; format mail is for mail clients';

CREATE FUNCTION csat_report(rollups text[], title text DEFAULT NULL, periods integer DEFAULT 13, min_responses integer DEFAULT 5,
  lang text DEFAULT 'en', format text DEFAULT 'page')
RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH words AS MATERIALIZED (
    SELECT csat_report_words(lang) AS words WHERE lang IS NOT NULL AND csat_report_check(periods, min_responses, format)
  ), data AS MATERIALIZED (
    SELECT k, csat_report_read(csat_report_definition_of(r::regclass), NULL, periods, min_responses, words, (3 * k - 2)::integer, NULL,
      NULL) AS d
    FROM words, unnest(rollups) WITH ORDINALITY AS u (r, k)
  ), bodies AS (
    -- a heading less for each level
    SELECT string_agg(replace(replace(replace(replace(
             CASE format WHEN 'mail' THEN csat_report_mail_body(d, csat_report_mail_title('h1'), cardinality(rollups))
                         ELSE E'<article>\n' || csat_report_body(d, '<h1 class="h1" id="r' || (d).first_id || '">{title}</h1>')
                           || E'</article>\n' END,
             '<h2', '<h3'), '</h2>', '</h3>'), '<h1', '<h2'), '</h1>', '</h2>'), '' ORDER BY k) AS body,
           string_agg('<p>' || csat_report_how(d) || E'</p>\n', '' ORDER BY k) AS how,
             string_agg(csat_report_how(d), E'<br>\n' ORDER BY k) AS how_mail,
           array_agg(d ORDER BY k) AS ds
    FROM data
  )
  SELECT CASE format
    WHEN 'mail' THEN csat_report_mail(t, lang, replace(csat_report_mail_title('h1'), '{title}', csat_report_escape(t))
      || E'\n<p style="margin:0 0 24px;font-size:18px;line-height:26px;color:#1b1b1b;font-family:Cambria,Georgia,serif;">'
        || csat_report_card_lead(ds) || E'</p>\n' || body, how_mail)
    ELSE csat_report_page(t, lang, csat_report_card(ds, t) || body || '<footer><h2>' || (words ->> 'how') || E'</h2>\n' || how
      || E'</footer>\n') END
  FROM bodies, words, LATERAL (SELECT coalesce(title, words ->> 'scorecard') AS t) AS t
  WHERE ds IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report(rollups text[], title text, periods integer, min_responses integer, lang text, format text) IS
  'several roll-ups as one HTML page: a scorecard, then each of them';
