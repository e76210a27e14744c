-- Which answers a box holds on scales with a step: the K best whole points and what lies between them, or K steps.
CREATE TEMP TABLE fifths (s numeric);
INSERT INTO fifths VALUES (1), (0.8), (0.8), (0.4), (0.2);

-- fifths are 20..100 in other words
SELECT csat(s, '0.2..1 step 0.2'), csat(s * 100, '20..100 step 20') AS hundredths, csat(s * 5, '1..5') AS points,
       scale_of(tally(s, '0.2..1 step 0.2')) FROM fifths;
SELECT s, csat_group(s, '0.2..1 step 0.2'), csat_group(s * 100, '20..100 step 20') AS hundredths, csat_group(s * 5, '1..5') AS points
FROM (SELECT DISTINCT s FROM fifths UNION SELECT 0.6) s ORDER BY s;

-- a reversed scale is the mirror image of a straight one
SELECT s, csat(s, '1..6 step 0.5 reversed'), csat(7 - s, '1..6 step 0.5') AS mirror, csat_group(s, '1..6 step 0.5 reversed') AS "group"
FROM generate_series(1, 6, 0.5) s GROUP BY s ORDER BY s;
SELECT scale, k, top_box(t, k) AS top, bottom_box(m, k) AS mirror, top_box(t, k) = bottom_box(m, k) AS same
FROM (VALUES ('1..5 step 0.5', '1..5 step 0.5 reversed'), ('0..10 step 0.1', '0..10 step 0.1 reversed'), ('0..1 step 0.1', '0..1 step 0.1 reversed'),
             ('1..3.8 step 0.4', '1..3.8 step 0.4 reversed'), ('-2..2 step 0.25', '-2..2 step 0.25 reversed')) AS s (scale, mirrored)
  CROSS JOIN generate_series(1, 3) k
  CROSS JOIN LATERAL (SELECT tally(x, scale::rating_scale) AS t, tally(x, mirrored::rating_scale) AS m
                      FROM generate_series(split_part(scale, '..', 1)::numeric, split_part(split_part(scale, '..', 2), ' ', 1)::numeric,
                                           split_part(scale, ' ', 3)::numeric) x) AS tallies;

-- where the points lie: bounds that are not whole, or less than 2 apart, have boxes of one step
SELECT scale, x FROM (VALUES ('1..5 step 0.5'), ('0.5..5 step 0.5'), ('0..1 step 0.25'), ('0..2 step 0.5'), ('1..2 step 0.5'), ('1..3 step 0.4'), ('0..10 step 2.5')) AS v (scale),
  LATERAL (SELECT string_agg(x::text, ' ' ORDER BY x) AS x
           FROM generate_series(split_part(scale, '..', 1)::numeric, split_part(split_part(scale, '..', 2), ' ', 1)::numeric, split_part(scale, ' ', 3)::numeric) x
           WHERE csat_group(x, scale::rating_scale) = 'satisfied') AS satisfied;

-- disjoint boxes are not refused, overlapping ones are
SELECT net_box('1..3.8 step 0.4 {1,1,0,0,0,0,2,4}', 2, 2) AS eight_points, net_box('1..5 step 0.5 {1,1,1,1,1,1,1,1,3}', 2, 2) AS half_points,
       net_box('1..5 {1,1,1,1,1}', 2, 3) AS all_points;
SELECT net_box('1..3.8 step 0.4 {1,1,0,0,0,0,2,4}', 4, 5);
SELECT net_box('1..5 step 0.5 {1,1,1,1,1,1,1,1,3}', 3, 3);
SELECT top_box('1..3.8 step 0.4 {1,1,0,0,0,0,2,4}', 9);

-- ratings count the same boxes, and so does a default top
SELECT csat(rating(s, '0.2..1 step 0.2')), csat(rating(1.2 - s, '0.2..1 step 0.2 reversed')) AS mirror FROM fifths;
SELECT csat_group(rating(0.8, '0.2..1 step 0.2')), csat_group(rating(2.5, '1..6 step 0.5 reversed')) AS half;
SELECT s::rating_scale FROM (VALUES ('0..1 step 0.1'), ('0..1 step 0.5'), ('1..5 step 0.5'), ('0..2 step 0.5'), ('0.2..1 step 0.2')) v (s);
