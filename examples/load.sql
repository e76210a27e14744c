-- load.sql: the sample answers into a table, from the top of the source tree

CREATE TABLE answers (
  respondent  integer PRIMARY KEY,
  answered_at timestamp NOT NULL,
  country     text NOT NULL,
  segment     text NOT NULL,
  channel     text NOT NULL,
  score       smallint,   -- would you recommend us, 0 to 10; NULL is no answer
  label       text,       -- how satisfied are you, in Dutch, as exported
  export      text        -- the score as a survey tool exports it: 11 and blank are no answer
);
\copy answers FROM 'examples/answers.csv' (FORMAT csv, HEADER)
ANALYZE answers;
