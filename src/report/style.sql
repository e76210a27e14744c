-- style.sql: the style sheet, as it is in report.css.

CREATE FUNCTION csat_report_style() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT $css$
\include report.css
$css$::text;
END;
COMMENT ON FUNCTION csat_report_style() IS 'the style sheet of a page';

CREATE FUNCTION csat_report_picture_style() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- of the same sheet, what a picture that stands alone needs: the colours, light and dark, and the marks
  WITH rules AS (
    SELECT rule, k FROM string_to_table(csat_report_style(), E'\n') WITH ORDINALITY AS r (rule, k)
  )
  SELECT E'svg{font-family:"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums;\n'
    || (SELECT (regexp_match(rule, '^:root\{(?:color-scheme:light dark;)?(.*)\}$'))[1] FROM rules WHERE rule LIKE ':root{color%')
      || E'}\n'
    || (SELECT (regexp_match(rule, '^(@media \(prefers-color-scheme:dark\)\{):root(\{.*\}\})$'))[1] || 'svg'
      || (regexp_match(rule, '^(@media \(prefers-color-scheme:dark\)\{):root(\{.*\}\})$'))[2] FROM rules
      WHERE rule LIKE '@media (prefers%')
    || E'\n' || (SELECT string_agg(rule, E'\n' ORDER BY k) FROM rules
                 WHERE rule ~ '^(svg (text|\.)|\.(m|grid|all|target|band|line|dash|dot|open|ring|run|wh|asked|answ|neg|mark|zero)\{)')
    || E'\n.nw{display:none}\n';
END;
COMMENT ON FUNCTION csat_report_picture_style() IS 'the style sheet of a picture that stands alone';
