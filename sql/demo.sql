-- The demo runs, and says what it said when it was last read by a person. Sparklines need UTF8.
SELECT getdatabaseencoding() <> 'UTF8' AS not_utf8 \gset
\if :not_utf8
\quit
\endif
\encoding UTF8
\i examples/load.sql
\i examples/demo.sql
DROP TABLE answers;
