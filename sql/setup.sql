-- The extension, for all the tests that follow.
CREATE EXTENSION csat;
