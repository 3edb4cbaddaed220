import { DuckDBInstance } from '@duckdb/node-api';

/** DuckDB reading JSON lines, with as many threads as it likes. */

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const path = process.argv[2].replaceAll("'", "''");
const reader = await connection.runAndReadAll(
  `SELECT count(*) AS lines, sum(length("from")) AS characters FROM read_json('${path}', format = 'newline_delimited')`,
);
const [[lines, characters]] = reader.getRows();
console.log(JSON.stringify({ lines: Number(lines), characters: Number(characters) }));
