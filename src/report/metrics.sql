-- metrics.sql: the functions of a metric by its word, and what its answers are called.

CREATE FUNCTION csat_report_score(t tally, metric text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE split_part(metric, ' ', 1)
    WHEN 'csat' THEN csat(t) WHEN 'nps' THEN nps(t) WHEN 'ces_easy' THEN ces_easy(t)
    WHEN 'top_box' THEN top_box(t, split_part(metric, ' ', 2)::integer)
    WHEN 'net_box' THEN net_box(t, split_part(metric, ' ', 2)::integer, split_part(metric, ' ', 3)::integer)
    WHEN 'ces' THEN ces(t) WHEN 'mean' THEN mean(t)
    -- which knows what a metric is, and says so
    ELSE (score_test(t, 0, metric)).difference END;
END;
COMMENT ON FUNCTION csat_report_score(t tally, metric text) IS 'the score of a metric, by its word';

CREATE FUNCTION csat_report_compare(t tally, baseline tally, metric text) RETURNS score_difference LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE split_part(metric, ' ', 1)
    WHEN 'csat' THEN csat_compare(t, baseline, method => csat_share_method(t, baseline, metric))
    WHEN 'ces_easy' THEN ces_easy_compare(t, baseline, method => csat_share_method(t, baseline, metric))
    WHEN 'top_box' THEN top_box_compare(t, baseline, split_part(metric, ' ', 2)::integer,
      method => csat_share_method(t, baseline, metric))
    WHEN 'nps' THEN nps_compare(t, baseline)
    WHEN 'net_box' THEN net_box_compare(t, baseline, split_part(metric, ' ', 2)::integer, split_part(metric, ' ', 3)::integer)
    ELSE mean_compare(t, baseline) END;
END;
COMMENT ON FUNCTION csat_report_compare(t tally, baseline tally,
  metric text) IS 'the comparison of two tallies by a metric''s word, as roll-ups make it';

CREATE FUNCTION csat_report_boxes(t tally, metric text, scale rating_scale)
RETURNS TABLE (place integer, score numeric, label text, responses bigint, percent numeric, side integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- the points from worst to best, each on its side of zero: what the metric counts as good, as bad, or neither
  WITH grid AS (
    SELECT scale_of(t) AS scale, split_part(metric, ' ', 1) AS word,
           regexp_replace(scale_of(t)::text, 'top [0-9]+', 'top ' || CASE WHEN metric LIKE '%_box %' THEN split_part(metric, ' ', 2)
             ELSE '1' END)::rating_scale AS best,
           regexp_replace(scale_of(t)::text, 'top [0-9]+', 'top ' || CASE WHEN metric LIKE 'net_box %' THEN split_part(metric, ' ', 3)
             ELSE '1' END)::rating_scale AS worst
  )
  SELECT row_number() OVER (ORDER BY goodness)::integer, p.score, p.label, p.responses, p.percent,
         CASE word
           WHEN 'nps' THEN CASE nps_group(p.score::float8, grid.scale) WHEN 'promoter' THEN 1 WHEN 'passive' THEN 0 ELSE -1 END
           WHEN 'csat' THEN CASE csat_group(p.score::float8, grid.scale) WHEN 'satisfied' THEN 1 WHEN 'neutral' THEN 0 ELSE -1 END
           WHEN 'top_box' THEN CASE csat_group(p.score::float8, best) WHEN 'satisfied' THEN 1 WHEN 'neutral' THEN 0 ELSE -1 END
           WHEN 'net_box' THEN CASE WHEN csat_group(p.score::float8, best) = 'satisfied' THEN 1
                                    WHEN csat_group(p.score::float8, worst) = 'dissatisfied' THEN -1 ELSE 0 END
           ELSE sign(goodness - 50)::integer END
  FROM grid, distribution(t, csat_report_boxes.scale) AS p, LATERAL (SELECT rescale(p.score::float8, grid.scale) AS goodness) AS g
  ORDER BY 1;
END;
COMMENT ON FUNCTION csat_report_boxes(t tally, metric text,
  scale rating_scale) IS 'the points of a tally from worst to best, and on which side of zero a metric puts them';

CREATE FUNCTION csat_report_points(scores numeric[], words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE cardinality(scores) WHEN 1 THEN first WHEN 2 THEN first || ' ' || (words ->> 'and') || ' ' || last ELSE first || ' '
    || (words ->> 'to') || ' ' || last END
  FROM (SELECT csat_report_number(min(s), max(scale(s)), words, false) AS first,
    csat_report_number(max(s), max(scale(s)), words, false) AS last
        FROM (SELECT trim_scale(s) AS s FROM unnest(scores) AS s) AS t) AS ends;
END;
COMMENT ON FUNCTION csat_report_points(scores numeric[], words jsonb) IS 'points of a scale in words: 4 and 5';

CREATE FUNCTION csat_report_sides(t tally, metric text, words jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN metric = 'nps' THEN ARRAY[words ->> 'group detractor', words ->> 'group passive', words ->> 'group promoter']
    ELSE ARRAY[csat_report_points(array_agg(score) FILTER (WHERE side = -1), words),
      csat_report_points(array_agg(score) FILTER (WHERE side = 0), words),
               csat_report_points(array_agg(score) FILTER (WHERE side = 1), words)] END
  FROM csat_report_boxes(t, metric, NULL);
END;
COMMENT ON FUNCTION csat_report_sides(t tally, metric text,
  words jsonb) IS 'what the bad side, the middle and the good side of a metric are called';
