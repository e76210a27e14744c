-- The bugs of the queries that everybody copies, each beside ours, numbered B1
-- to B24.
\pset null '(null)'
SET datestyle = iso;

-- B1: count(*) as the denominator makes unanswered rows passives.
SELECT round(100.0 * (count(*) FILTER (WHERE s >= 9) - count(*) FILTER (WHERE s <= 6)) / count(*), 1) AS by_hand, round(nps(s), 1) AS nps
FROM unnest(ARRAY[10, 9, 3, NULL, NULL]) s;

-- B2: no ELSE, no detractor: NULL instead of 100.
SELECT 100.0 * (sum(CASE WHEN s >= 9 THEN 1 END) - sum(CASE WHEN s <= 6 THEN 1 END)) / count(s) AS by_hand, round(nps(s), 1) AS nps
FROM unnest(ARRAY[10, 9, 9]) s;

-- B3: NULL falls into ELSE and becomes a detractor, or a promoter.
SELECT round(avg(CASE WHEN s >= 9 THEN 100 WHEN s >= 7 THEN 0 ELSE -100 END), 1) AS by_hand, round(nps(s), 1) AS nps,
       min(CASE WHEN s <= 6 THEN 'detractor' WHEN s <= 8 THEN 'passive' ELSE 'promoter' END) FILTER (WHERE s IS NULL) AS group_by_hand, min(nps_group(s)) FILTER (WHERE s IS NULL) AS nps_group
FROM unnest(ARRAY[10, NULL]) s;

-- B4: blanks and offered surveys stay in the denominator.
SELECT round(100.0 * count(*) FILTER (WHERE s IN ('9', '10')) / count(s), 1) AS by_hand, round(nps(s), 1) AS nps FROM unnest(ARRAY['10', '', ' ']) s;
SELECT round(100.0 * count(*) FILTER (WHERE s = 'good') / count(s), 1) AS by_hand, round(csat(s, 'bad < good missing offered, unoffered'), 1) AS csat
FROM unnest(ARRAY['good', 'good', 'bad', 'offered', 'offered', 'unoffered', '']) s;

-- B5: an empty month as score 0, which is a legal score; or a division by zero.
SELECT m AS month, coalesce(100.0 * (count(*) FILTER (WHERE s >= 9) - count(*) FILTER (WHERE s <= 6)) / nullif(count(s), 0), 0) AS by_hand, nps(s) AS nps
FROM generate_series(1, 2) m LEFT JOIN (VALUES (1, 7), (1, 8)) a (m, s) USING (m) GROUP BY m ORDER BY m;
SELECT answer_of('SELECT 100 * count(*) FILTER (WHERE s >= 9) / count(s) FROM (VALUES (NULL::integer)) a (s)') AS by_hand, nps(NULL::integer) AS nps;

-- B6: the best score as "the" score of a respondent; the greatest of texts.
WITH answers (who, at, s) AS (VALUES (1, 1, 10), (1, 2, 9), (1, 3, 2), (2, 1, 8))
SELECT (SELECT max(s::text) FROM answers) AS text_by_hand,
       (SELECT nps(best) FROM (SELECT max(s) AS best FROM answers GROUP BY who) b) AS best_by_hand,
       (SELECT nps(s) FROM (SELECT DISTINCT ON (who) s FROM answers ORDER BY who, at DESC) l) AS last_answer;

-- B7: BETWEEN leaves gaps: 8.5 and 6.5 are in no group and yet in n.
SELECT round(100.0 * (high - low) / n, 1) AS by_hand, high + middle + low AS grouped_by_hand, round(nps(t), 1) AS nps, promoters(t) + passives(t) + detractors(t) AS grouped, n
FROM (SELECT count(*) FILTER (WHERE s BETWEEN 9 AND 10) AS high, count(*) FILTER (WHERE s BETWEEN 7 AND 8) AS middle, count(*) FILTER (WHERE s BETWEEN 0 AND 6) AS low,
             count(*) AS n, tally(s, '0..10 step 0.5') AS t FROM unnest(ARRAY[10, 8.5, 6.5, 9]) s) a;

-- B8: codes counted as answers: 99 is a promoter, -1 a detractor, 0 the worst of 1..5.
SELECT round(100.0 * (count(*) FILTER (WHERE s >= 9) - count(*) FILTER (WHERE s <= 6)) / count(s), 1) AS by_hand, answer_of('SELECT nps(s) FROM unnest(ARRAY[10, 2, 99, 99, -1]) s') AS undeclared,
       round(nps(s, '0..10 missing 99, -1'), 1) AS nps FROM unnest(ARRAY[10, 2, 99, 99, -1]) s;
SELECT round(100.0 * count(*) FILTER (WHERE s >= 4) / count(s), 1) AS by_hand, round(csat(s, '1..5 missing 0'), 1) AS csat FROM unnest(ARRAY[5, 4, 2, 0, 0, 0]) s;

-- B9: answers to different questions in one number.
SELECT round(100.0 * count(*) FILTER (WHERE s >= 4) / count(s), 1) AS by_hand, answer_of('SELECT csat(s, c::rating_scale) FROM (VALUES (5, ''1..5''), (3, ''1..5''), (5, ''0..10''), (6, ''0..10'')) a (s, c)') AS csat
FROM (VALUES (5, '1..5'), (3, '1..5'), (5, '0..10'), (6, '0..10')) a (s, c);

-- B10: wrong thresholds: detractors 1..6 lose the zeros; stars read as 0..10.
SELECT 100.0 * (count(*) FILTER (WHERE s >= 9) - count(*) FILTER (WHERE s BETWEEN 1 AND 6)) / count(s) AS by_hand, nps(s) AS nps FROM unnest(ARRAY[10, 9, 0, 0]) s;
SELECT round(100.0 * (count(*) FILTER (WHERE s >= 9) - count(*) FILTER (WHERE s <= 6)) / count(s), 1) AS by_hand, answer_of('SELECT nps(s, ''1..5'') FROM unnest(ARRAY[5, 5, 4]) s') AS nps,
       round(net_box(tally(s, '1..5'), 1, 3), 1) AS top_minus_bottom FROM unnest(ARRAY[5, 5, 4]) s;

-- B12: each answer is in one group, and the groups add up to the answers.
SELECT count(DISTINCT who) FILTER (WHERE s >= 9) + count(DISTINCT who) FILTER (WHERE s BETWEEN 7 AND 8) + count(DISTINCT who) FILTER (WHERE s <= 6) AS by_hand, count(DISTINCT who) AS users_by_hand,
       promoters(tally(s, '0..10')) + passives(tally(s, '0..10')) + detractors(tally(s, '0..10')) AS groups, responses(tally(s, '0..10')) AS answers
FROM (VALUES (1, 10), (1, 3), (2, 8)) a (who, s);

-- B13: one definition: the score, its parts and its groups agree.
SELECT nps(s) = nps(tally(s, '0..10')) AND nps(s) = promoter_percent(tally(s, '0..10')) - detractor_percent(tally(s, '0..10'))
   AND csat(s, '0..10') = top_box(tally(s, '0..10'), 2) AND csat(s, '0..10') = share(tally(s, '0..10'), 9, 10) AND csat(s, '0..10') = promoter_percent(tally(s, '0..10')) AS agree
FROM unnest(ARRAY[10, 9, 8, 7, 6, 5, 1, 0]) s;

-- B14: the average of group scores: 0 instead of -96.
SELECT round(avg(score), 1) AS by_hand, round(nps(sum(t)), 1) AS nps FROM (
  SELECT nps(s) AS score, tally(s, '0..10') AS t FROM (SELECT 1 AS g, 10 AS s FROM generate_series(1, 2) UNION ALL SELECT 2, 0 FROM generate_series(1, 98)) a GROUP BY g) a;

-- B15: something else under the name: the mean is not the NPS.
SELECT round(avg(s), 1) AS by_hand, round(nps(s), 1) AS nps FROM unnest(ARRAY[7, 8, 8, 7]) s;

-- B16: integer division.
SELECT count(*) FILTER (WHERE s >= 9) / count(s) * 100 - count(*) FILTER (WHERE s <= 6) / count(s) * 100 AS by_hand, round(nps(s), 1) AS nps FROM unnest(ARRAY[10, 9, 3]) s;

-- B17: rounding too early, and round() that does not take a double. Ours is numeric.
SELECT round(round(100.0 * count(*) FILTER (WHERE s >= 9) / count(s)) - round(100.0 * count(*) FILTER (WHERE s <= 6) / count(s))) AS by_hand, round(nps(s)) AS nps FROM unnest(ARRAY[10, 9, 8, 8, 8, 2]) s;
SELECT left(answer_of('SELECT round(avg(s::float8) * 10, 1) FROM unnest(ARRAY[1, 2]) s'), 58) AS by_hand, round(ces(s), 1) AS ces FROM unnest(ARRAY[1, 2]) s;

-- B18, B19: groups with nobody satisfied vanish in an inner join, or turn NULL.
SELECT a.g, round(100.0 * n / total, 1) AS by_hand FROM (SELECT g, count(*) AS n FROM (VALUES ('a', 5), ('a', 1), ('b', 2), ('b', 1)) a (g, s) WHERE s >= 4 GROUP BY g) a
  JOIN (SELECT g, count(*) AS total FROM (VALUES ('a', 5), ('a', 1), ('b', 2), ('b', 1)) a (g, s) GROUP BY g) b USING (g);
SELECT g, round(100.0 * nullif(count(*) FILTER (WHERE s >= 4), 0) / count(s), 1) AS by_hand, round(csat(s), 1) AS csat FROM (VALUES ('a', 5), ('a', 1), ('b', 2), ('b', 1)) a (g, s) GROUP BY g ORDER BY g;

-- B20: the scale taken from the data: the top box shifts where nobody gave the best answer.
SELECT 100.0 * count(*) FILTER (WHERE s >= (SELECT max(s) - 1 FROM unnest(ARRAY[4, 3, 3, 1]) s)) / count(s) AS by_hand, csat(s) AS csat FROM unnest(ARRAY[4, 3, 3, 1]) s;

-- B21, B22: a window partitioned by its own order key is one day; ROWS 89 PRECEDING is not 90 days.
SELECT at, nps(s) OVER (PARTITION BY at ORDER BY at RANGE BETWEEN INTERVAL '89 days' PRECEDING AND CURRENT ROW) AS one_day_by_hand,
       nps(s) OVER (ORDER BY at ROWS BETWEEN 89 PRECEDING AND CURRENT ROW) AS rows_by_hand, nps(s) OVER (ORDER BY at RANGE BETWEEN INTERVAL '89 days' PRECEDING AND CURRENT ROW) AS nps_90_days
FROM (VALUES (date '2025-01-01', 10), ('2025-02-01', 9), ('2025-06-01', 0)) a (at, s) ORDER BY at;

-- B23: casts that raise: one bad row kills the report. Ours reads 9.0 and blanks, and says what to do about N/A.
SELECT answer_of($$SELECT avg(s::integer) FROM unnest(ARRAY['9', '9.0', '']) s$$) AS by_hand, nps(s) AS nps, nps(s || '', '0..10 missing N/A') AS declared
FROM unnest(ARRAY['9', '9.0', '', ' 10 ']) s;
SELECT tally(s, '0..10 missing *') FROM unnest(ARRAY['9', 'N/A', 'n/a', '-', '11', '8']) s;

-- B24: no DISTINCT in a window: tallies of the latest answer a respondent slide instead.
SELECT answer_of('SELECT count(DISTINCT who) OVER (ORDER BY at) FROM (VALUES (1, 1)) a (who, at)') AS by_hand;
SELECT day, nps(sum(t) OVER (ORDER BY day ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)) AS nps, responses(sum(t) OVER (ORDER BY day ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)) AS responses
FROM (SELECT day, tally(s, '0..10') AS t FROM (SELECT DISTINCT ON (day, who) day, s FROM (VALUES (1, 1, 0), (1, 1, 10), (1, 2, 9), (2, 1, 8), (3, 3, 2)) a (day, who, s) ORDER BY day, who, s DESC) a GROUP BY day) d ORDER BY day;
