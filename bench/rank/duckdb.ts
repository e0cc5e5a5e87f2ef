/** The rival as a process of its own: `duckdb.ts <input folder> <output file>`. */
import { readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';

const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) throw new Error('input folder, output file');

const template = await readFile('bench/rank/duckdb.sql', 'utf8');
const literal = (text: string) => text.replaceAll("'", "''");
const sql = template.replaceAll('$INPUT', literal(input)).replaceAll('$OUTPUT', literal(output));

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(sql);
connection.closeSync();
instance.closeSync();
