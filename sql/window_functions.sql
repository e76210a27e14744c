-- p_adjust: the numbers of R's p.adjust, over the partition.

-- R: p.adjust(c(.01, .02, .03, .04, .05), m)
SELECT p, p_adjust(p) OVER () AS holm, p_adjust(p, 'bh') OVER () AS bh, p_adjust(p, method => 'FDR') OVER () AS fdr,
    round(p_adjust(p, 'by') OVER (), 12) AS "by", p_adjust(p, 'Bonferroni') OVER () AS bonferroni
FROM unnest('{0.05,0.01,0.03,0.02,0.04}'::numeric[]) AS p ORDER BY p;
-- R: p.adjust(c(.001, .01, .01, NA, .3, 1), m): NULL stays NULL and is no test
SELECT p, p_adjust(p) OVER () AS holm, p_adjust(p, 'bh') OVER () AS bh, round(p_adjust(p, 'by') OVER (), 12) AS "by",
    p_adjust(p, 'bonferroni') OVER () AS bonferroni
FROM unnest('{1,0.3,NULL,0.01,0.01,0.001}'::float8[]) AS p ORDER BY p;
-- one test is not adjusted, and no test gives nothing
SELECT p_adjust(p) OVER () FROM (VALUES (0.04)) AS v (p);
SELECT p_adjust(p) OVER () FROM (VALUES (NULL::numeric), (NULL)) AS v (p);
-- each partition by itself; the order and frame of the window do not matter
SELECT g, p, p_adjust(p) OVER (PARTITION BY g) AS by_group, p_adjust(p) OVER (PARTITION BY g ORDER BY p ROWS 1 PRECEDING) AS ordered
FROM (VALUES ('a', 0.01), ('a', 0.04), ('b', 0.01), ('b', 0.02), ('b', 0.03)) AS v (g, p) ORDER BY g, p;
-- reads the p-value of a comparison
SELECT shop, round(p_adjust((c).p_value) OVER (), 6) AS p
FROM (SELECT shop, csat_compare(t, sum(t) OVER () - t) AS c
      FROM (VALUES ('a', tally '1..5 {1,1,2,9,8}'), ('b', '1..5 {5,5,5,5,5}'), ('c', '1..5 {0,4,9,9,9}')) AS v (shop, t)) AS s
ORDER BY shop;
-- tiny p-values keep their digits
SELECT p_adjust(p, 'bonferroni') OVER () FROM (VALUES (1e-200), (0.5)) AS v (p);

SELECT p_adjust(p) OVER () FROM (VALUES (1.5)) AS v (p);
SELECT p_adjust(p) OVER () FROM (VALUES ('NaN'::float8)) AS v (p);
SELECT p_adjust(p, 'hommel') OVER () FROM (VALUES (0.5)) AS v (p);
SELECT p_adjust(p, NULL) OVER () FROM (VALUES (0.5)) AS v (p);
SELECT p_adjust(p, m) OVER () FROM (VALUES (0.5, 'holm'), (0.5, 'bh')) AS v (p, m);
SELECT p_adjust(0.5);

-- suppressed: under min, or needed so that no hidden cell is total minus the rest

CREATE FUNCTION hidden(sizes bigint[], min integer DEFAULT 5) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(CASE WHEN hidden THEN '(' || n || ')' ELSE n::text END, ' ' ORDER BY i)
            FROM (SELECT i, n, suppressed(n, min) OVER () AS hidden FROM unnest(sizes) WITH ORDINALITY AS v (n, i)) AS s);
SELECT hidden('{5,6,7}') AS nothing_to_hide,
    hidden('{1,1,4,6,20}') AS together_enough,
    hidden('{4,6,20}') AS one_alone_takes_another,
    hidden('{20,6,1,3}') AS two_small_take_another,
    hidden('{4,6,6,20,6}') AS ties_go_together,
    hidden('{4}') AS alone,
    hidden('{1,1,1}') AS all_small,
    hidden('{8,7,2,5,1}', 3) AS another_threshold;
-- an empty cell is hidden but has nobody to protect; so is an unknown one
SELECT hidden('{0,6,20}') AS empty, hidden('{0,4,6,20}') AS empty_and_small;
SELECT n, suppressed(n) OVER () FROM (VALUES (NULL::bigint), (6), (20)) AS v (n) ORDER BY n;
-- margins by parent; a count of any integer type
SELECT parent, n, suppressed(n) OVER (PARTITION BY parent), suppressed(n, min => 7) OVER (PARTITION BY parent ORDER BY n) AS of_7
FROM (VALUES ('a', 3), ('a', 9), ('a', 30), ('b', 5), ('b', 6)) AS v (parent, n) ORDER BY parent, n;
-- whatever the sizes: what is hidden is nothing, everything, or at least min together; no visible cell is
-- smaller than a hidden one, or as large
SELECT count(*) AS margins,
    count(*) FILTER (WHERE NOT (hidden_sum = 0 OR hidden_sum >= 5 OR shown = 0)) AS can_be_had,
    count(*) FILTER (WHERE smallest_shown <= greatest(largest_hidden, 4)) AS wrong_order
FROM (SELECT m, coalesce(sum(n) FILTER (WHERE hidden), 0) AS hidden_sum, count(*) FILTER (WHERE NOT hidden) AS shown,
          min(n) FILTER (WHERE NOT hidden) AS smallest_shown, max(n) FILTER (WHERE hidden) AS largest_hidden
      FROM (SELECT m, n, suppressed(n) OVER (PARTITION BY m) AS hidden
            FROM (SELECT m, m * 37 * i % 13 AS n FROM generate_series(1, 500) AS m, generate_series(1, 6) AS i
                  WHERE m % (i + 3) > 0) AS cells) AS s
      GROUP BY m) AS margins;

-- counts that were added up, which are numeric
SELECT parent, sum(n), suppressed(sum(n)) OVER (), suppressed(sum(n)::float8, min => 10) OVER () AS of_10
FROM (VALUES ('a', 3::bigint), ('a', 1), ('b', 7), ('c', 20)) AS v (parent, n) GROUP BY parent ORDER BY parent;
SELECT suppressed(2::smallint) OVER () AS smallint, suppressed(2) OVER () AS integer, suppressed(2::bigint) OVER () AS bigint,
    suppressed('2') OVER () AS literal, suppressed(NULL) OVER () AS "null", suppressed(responses => 9::numeric, min => 9) OVER () AS named;
SELECT suppressed(2.5) OVER ();
SELECT suppressed('NaN'::numeric) OVER ();
SELECT suppressed(1e300) OVER ();
SELECT suppressed(-1.0) OVER ();
SELECT suppressed(n) OVER () FROM (VALUES (-1)) AS v (n);
SELECT suppressed(n, 0) OVER () FROM (VALUES (1)) AS v (n);
SELECT suppressed(n, NULL) OVER () FROM (VALUES (1)) AS v (n);
DROP FUNCTION hidden;
