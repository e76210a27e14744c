-- Transition functions are made for the executor, but anybody may call one by
-- hand or put one into an aggregate of their own, with any state.

-- a state without a scale, or with another one than a boolean is read on
SELECT tally_accum('{}'::tally, 0);
SELECT tally_accum('{}'::tally, true);
SELECT tally_accum_inv('{}'::tally, true);
SELECT tally_accum_retention('{}'::tally, true, true);
SELECT tally_accum_retention('1..5 {0,0,0,0,0}'::tally, true, false);
SELECT tally_accum('1..5 {0,0,0,0,0}'::tally, false);
SELECT tally_accum('{}'::tally, NULL::integer);
CREATE AGGREGATE my_percent(boolean) (SFUNC = tally_accum, STYPE = tally, INITCOND = '{}');
SELECT my_percent(b) FROM (VALUES (true), (false)) AS v (b);
CREATE AGGREGATE my_tally(integer) (SFUNC = tally_accum, STYPE = tally, INITCOND = '{}');
SELECT my_tally(0);
DROP AGGREGATE my_percent(boolean);
DROP AGGREGATE my_tally(integer);

-- more taken out than is there, more put in than fits: never a value that cannot be read again
SELECT tally_accum_inv('1..2 {0,1}'::tally, 1);
SELECT tally_accum_inv('1..2 {1:2:4,0}'::tally, 1, '1..2'::rating_scale, 1.5);
SELECT tally_accum_inv('1..2 {1:2:4,0}'::tally, 1, '1..2'::rating_scale, 2);
SELECT tally_accum('1..2 {9223372036854775807,0}'::tally, 1);
SELECT tally_accum('1..2 {9223372036854775807,0}'::tally, 2);
SELECT tally_accum('1..2 {9223372036854775807,0}'::tally, NULL::integer);
SELECT weighted_stats_accum_inv(weighted_stats_accum(weighted_stats_accum('{}', 3, 1), 5, 1), 100, 1);
SELECT weighted_stats_accum_inv(weighted_stats_accum(weighted_stats_accum('{}', 3, 1), 5, 1), 5, 1);
SELECT weighted_stats_accum('1..5 {n 1, w 1, wx 3, wx2 9, w2 1, w2x 3, w2x2 9}', 9, 1);

-- called by hand, what comes back is equal to the same value written down, and hashes like it
SELECT tally_accum('{}'::tally, 1, '1..2'::rating_scale, 1) = '1..2 {1,0}' AS equal,
       tally_hash(tally_accum('{}'::tally, 1, '1..2'::rating_scale, 1)) = tally_hash('1..2 {1,0}') AS alike;
SELECT tally_hash(tally_accum('{}'::tally, NULL::integer, NULL::rating_scale)) = tally_hash('{} missing 1') AS alike;
SELECT tally_hash(tally_combine('{} missing 1', '{} missing 1')) = tally_hash('{} missing 2') AS alike;
SELECT tally_combine_inv('1..2 {1,1} missing 2', '1..2 {1,1} missing 1');

-- a row without a weight weighs 1 where the others have one
SELECT tally_accum('1..2 {1:0.5:0.25,0}'::tally, 1);
SELECT tally_accum('1..2 {1:0.5:0.25,0}'::tally, 2, '1..2'::rating_scale);
SELECT tally_accum_inv('1..2 {1:0.5:0.25,1}'::tally, 2, '1..2'::rating_scale);

-- counts that a double cannot hold are still told as they are
SELECT (mean_ci(tally '1..2 {9223372036854775806,1}')).responses;
