-- data.sql: what a report is drawn from, read once: the functions that draw see nothing but this.

CREATE TYPE csat_report_row AS (
  number integer,
  period timestamp,
  complete boolean,
  segments jsonb,
  is_total boolean,
  hidden boolean,
  asked bigint,
  responses bigint,
  score numeric,
  lower numeric,
  upper numeric,
  difference numeric,
  p_rest numeric,
  tally tally,
  change numeric,
  p_change numeric,
  movement text,
  target numeric);
COMMENT ON TYPE csat_report_row IS 'a row of a roll-up''s NAME_report, with what NAME says of it; number counts periods by the calendar';

CREATE TYPE csat_report_period AS (
  number integer,
  period timestamp,
  complete boolean,
  asked bigint,
  responses bigint,
  score numeric,
  lower numeric,
  upper numeric,
  change numeric,
  change_lower numeric,
  change_upper numeric,
  p_change numeric,
  movement text,
  target numeric,
  verdict text,
  signal text,
  centre numeric,
  tally tally);
COMMENT ON TYPE csat_report_period IS 'a period of a report, over all segments; its score is NULL where it is not shown';

CREATE TYPE csat_report_segment AS (
  name text,
  hidden boolean,
  responses bigint,
  score numeric,
  lower numeric,
  upper numeric,
  difference numeric,
  p_rest numeric,
  previous numeric,
  change numeric,
  change_lower numeric,
  change_upper numeric,
  p_change numeric,
  movement text);
COMMENT ON TYPE csat_report_segment IS 'a segment in the period that a report is about; p_rest and p_change are adjusted';

CREATE TYPE csat_report_data AS (
  name text,
  title text,
  first_id integer,
  words jsonb,
  metric text,
  metric_name text,
  short_name text,
  mode text,
  every text,
  fiscal_start integer,
  baseline text,
  adjust text,
  person boolean,
  target numeric,
  min_responses integer,
  low numeric,
  high numeric,
  net boolean,
  digits integer,
  scale rating_scale,
  periods csat_report_period[],
  latest csat_report_period,
  before csat_report_period,
  before_name text,
  segments csat_report_segment[]);
COMMENT ON TYPE csat_report_data IS 'what a report says of one roll-up, before it is drawn';
