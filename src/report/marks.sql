-- marks.sql: what pictures are put together from. Text never scales: x is in percent of whatever width there is, y in pixels, so
-- that no width has to be known and letters stay 12 pixels high on a phone and on paper. Each mark ends its line.

CREATE FUNCTION csat_report_text(x numeric, y numeric, t text, class text, dx integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<text x="' || csat_report_at(x) || '%" y="' || csat_report_at(y) || '"'
    || CASE WHEN dx <> 0 THEN ' dx="' || dx || '"' ELSE '' END
    || CASE WHEN class <> '' THEN ' class="' || class || '"' ELSE '' END || '>' || t || E'</text>\n';
END;
COMMENT ON FUNCTION csat_report_text(x numeric, y numeric, t text, class text, dx integer) IS 'text in a picture, x in percent';

CREATE FUNCTION csat_report_line(x1 numeric, x2 numeric, y1 numeric, y2 numeric,
  class text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<line' || CASE WHEN x1 <> 0 THEN ' x1="' || csat_report_at(x1) || '%"' ELSE '' END || ' x2="' || csat_report_at(x2)
    || '%" y1="' || csat_report_at(y1) || '" y2="' || csat_report_at(y2) || '" class="' || class || E'"/>\n';
END;
COMMENT ON FUNCTION csat_report_line(x1 numeric, x2 numeric, y1 numeric, y2 numeric, class text) IS 'a line in a picture, x in percent';

CREATE FUNCTION csat_report_bar(x numeric, width numeric, y numeric, height numeric,
  class text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<rect x="' || csat_report_at(x) || '%" width="' || csat_report_at(width) || '%" y="' || csat_report_at(y)
    || '" height="' || csat_report_at(height) || '" class="' || class || E'"/>\n';
END;
COMMENT ON FUNCTION csat_report_bar(x numeric, width numeric, y numeric, height numeric,
  class text) IS 'a bar in a picture, x and width in percent';

CREATE FUNCTION csat_report_picture(class text, height integer, id integer, title text, description text,
  body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<svg class="%s" height="%s" role="img" aria-labelledby="t%s d%s">\n<title id="t%s">%s</title>\n<desc id="d%s">%s</desc>\n%s</svg>\n',
                class, height, id, id, id, title, id, description, body);
END;
COMMENT ON FUNCTION csat_report_picture(class text, height integer, id integer, title text, description text, body text) IS
  'a picture in a page: with a title and every figure in words';

CREATE FUNCTION csat_report_place(axis csat_report_axis, v numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (v - axis.low) / nullif(axis.high - axis.low, 0) * 100;
END;
COMMENT ON FUNCTION csat_report_place(axis csat_report_axis, v numeric) IS 'where a figure lies on an axis, in percent';
