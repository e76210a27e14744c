// duckdb.mjs DIRECTORY ROUNDS: the queries of DIRECTORY/queries.tsv (a number and the query) in DuckDB, in memory and with one
// thread, over the tables whose columns are in DIRECTORY/TABLE.columns and whose rows in DIRECTORY/TABLE.csv. Prints for each
// number the milliseconds of processor of its fastest round.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [directory, rounds] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(join(directory, 'package.json'))('@duckdb/node-api');
const database = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await database.connect();

for (const file of readdirSync(directory).filter((name) => name.endsWith('.columns'))) {
  const table = file.replace(/\.columns$/, '');
  await connection.run(`CREATE TABLE ${table} (${readFileSync(join(directory, file), 'utf8').trim()})`);
  await connection.run(`COPY ${table} FROM '${join(directory, table)}.csv' (FORMAT csv, HEADER false)`);
}

async function milliseconds(query) {
  const before = process.cpuUsage();
  const result = await connection.run(query);
  await result.getRows();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (const line of readFileSync(join(directory, 'queries.tsv'), 'utf8').trim().split('\n')) {
  const [id, query] = line.split('\t');
  let fastest = Infinity;
  for (let round = 0; round <= rounds; round++) {
    const spent = await milliseconds(query);
    if (round > 0) fastest = Math.min(fastest, spent);
  }
  console.log(`${id}\t${fastest}`);
}
