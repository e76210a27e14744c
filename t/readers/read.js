// Reads the view of a roll-up with node-postgres: PGHOST=... PGPORT=... PGUSER=... PGDATABASE=... node read.js
const { Client } = require('pg');

(async () => {
  const client = new Client();
  await client.connect();
  const { fields, rows } = await client.query('SELECT * FROM nps_monthly ORDER BY period, region');
  const last = rows[rows.length - 1];
  for (const { name } of fields) console.log(name, last[name] instanceof Date ? 'Date' : typeof last[name]);
  // numeric and bigint come as strings, by design of the driver; dates as local midnight
  for (const row of rows)
    console.log(row.period.toLocaleDateString('sv'), row.region, row.responses, Number(row.nps).toFixed(1), row.verdict);
  await client.end();
})().catch((error) => { console.error(error.message); process.exit(1); });
