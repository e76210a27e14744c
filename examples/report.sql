-- report.sql: the roll-up that the sample's report is made of. `make demo` runs it.

SELECT csat_create_rollup('answers_report', 'answers', 'nps', 'score', '0..10', 'answered_at', 'month', by => '{country,segment}', target => 30, mode => 'scheduled');
