-- page.sql: the page: headline and key figures, a section for each question, how it was computed.

CREATE FUNCTION csat_report_page(title text, lang text, body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<!DOCTYPE html>\n<html lang="' || csat_report_escape(lang) || E'">\n<head>\n<meta charset="utf-8">\n'
    || E'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n<title>'
    || csat_report_escape(title) || E'</title>\n<style>' || csat_report_style() || E'</style>\n</head>\n<body>\n<main>\n' || body
      || E'</main>\n</body>\n</html>\n';
END;
COMMENT ON FUNCTION csat_report_page(title text, lang text, body text) IS 'an HTML page that needs nothing but itself';

CREATE FUNCTION csat_report_body(d csat_report_data, heading text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<header>\n<p class="ey">' || d.metric_name || coalesce(', ' || csat_report_name_of(d, (d.latest).period, 'long'), '')
    || E'</p>\n'
    || replace(heading, '{title}', csat_report_escape(d.title)) || E'\n<p class="lead">' || csat_report_lead(d) || E'</p>\n'
      || csat_report_key_figures(d) || E'</header>\n'
    || CASE WHEN cardinality(d.periods) = 0 THEN '' ELSE
         CASE WHEN trend IS NULL THEN '' ELSE csat_report_section('', d.words ->> ('trend ' || csat_report_unit(d.every)),
           '<p>' || concat_ws(E'</p>\n<p>', array_to_string(csat_report_signals(d), E'</p>\n<p>'), csat_report_rate(d)) || E'</p>\n',
             trend) END
         || CASE WHEN (d.latest).period IS NULL THEN '' ELSE csat_report_segments(d) || csat_report_moved(d)
           || csat_report_distribution(d) END
         || csat_report_figures(d) END
  FROM csat_report_trend(d) AS trend;
END;
COMMENT ON FUNCTION csat_report_body(d csat_report_data, heading text) IS 'what a page says of one roll-up';
