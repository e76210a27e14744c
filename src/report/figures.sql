-- figures.sql: the figures behind the pictures, newest first, the score before the counts.

CREATE FUNCTION csat_report_figures(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH heads AS (
    SELECT ARRAY[d.words ->> ('unit ' || csat_report_unit(d.every)), d.short_name, d.words ->> 'interval', d.words ->> 'change', 'p',
      d.words ->> 'target',
                 d.words ->> 'answers column', d.words ->> 'asked', d.words ->> 'response']
      || CASE WHEN d.metric = 'nps' THEN ARRAY[d.words ->> 'group promoter', d.words ->> 'group passive',
        d.words ->> 'group detractor'] END AS heads
  ), rows AS (
    SELECT p.number, p.period,
      CASE WHEN p.score IS NULL THEN array_fill('–'::text, ARRAY[cardinality(heads) - 1]) ELSE
        ARRAY['<b>' || csat_report_number(p.score, d.digits, d.words, false) || '</b>',
          csat_report_range(p.lower, p.upper, d.digits, d.words)]
        || CASE WHEN p.complete THEN ARRAY[csat_report_number(p.change, d.digits, d.words, true), csat_report_p(p.p_change, d.words),
                                           coalesce(d.words ->> ('verdict ' || p.verdict), '–')]
                ELSE ARRAY['–', '–', d.words ->> 'runs'] END
        || ARRAY[csat_report_number(p.responses, 0, d.words, false), csat_report_number(p.asked, 0, d.words, false),
          csat_report_percent(100.0 * p.responses / p.asked, 1, d.words)]
        || CASE WHEN d.metric = 'nps' THEN ARRAY[csat_report_number(promoters(p.tally), 0, d.words, false),
          csat_report_number(passives(p.tally), 0, d.words, false),
                                                 csat_report_number(detractors(p.tally), 0, d.words, false)] END END AS cells
    FROM unnest(d.periods) AS p, heads
  )
  SELECT csat_report_section('full', d.words ->> 'figures', '',
    '<div class="scroll" tabindex="0" role="region" aria-label="' || (d.words ->> 'figures')
      || E'"><table class="tab"><thead><tr>\n<th scope="col">' || heads[1]
    || E'</th>\n<th scope="col" class="n">' || array_to_string(heads[2:], E'</th>\n<th scope="col" class="n">')
      || E'</th></tr></thead>\n<tbody>\n'
    || (SELECT string_agg('<tr' || CASE WHEN number = (d.latest).number THEN ' class="cur"' ELSE '' END || '><th scope="row">'
      || csat_report_name_of(d, period, 'short')
          || E'</th>\n<td>' || array_to_string(cells, E'</td>\n<td>') || E'</td></tr>\n', '' ORDER BY number DESC) FROM rows)
    || '</tbody></table></div>')
  FROM heads;
END;
COMMENT ON FUNCTION csat_report_figures(d csat_report_data) IS 'the figures of every period, as a section';
