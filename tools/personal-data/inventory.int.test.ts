import { sql } from 'kysely';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../app/launcher/testing.ts';
import { migrations, tableAccess } from '../../app/migrations/index.ts';
import { openDatabase } from '../../app/src/lib/platform/database.server.ts';
import { migrate } from '../../app/src/lib/platform/migrate.server.ts';
import { files } from './files.ts';
import { inventory } from './inventory.ts';
import { columnsOf, type FoundColumn, judgeMarks } from './kinds.ts';
import { marks } from './marks.ts';

let server: TestDatabase;
let found: readonly FoundColumn[];

beforeAll(async () => {
	server = await startTestDatabase();
	const fresh = await server.freshDatabase();
	const opened = openDatabase({ ...fresh.connection });
	const outcome = await migrate(opened.database, migrations);
	if (!outcome.ok) throw new Error(outcome.migration);
	const listed = await sql<FoundColumn>`
		SELECT n.nspname || '.' || c.relname AS table, a.attname AS column, t.typname AS type
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
			JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
		WHERE c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
			AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'platform', 'graphile_worker')
			AND n.nspname !~ '^pg_'
		ORDER BY 1, a.attnum`.execute(opened.database);
	found = listed.rows;
	await opened.close();
});

afterAll(() => server.stop());

describe('the marks of personal data', () => {
	it('cover every column of a freshly migrated database, and no other', () => {
		expect(found.length).toBeGreaterThan(100);
		expect(judgeMarks(marks, found)).toEqual([]);
	});

	it('let nothing about a person be read by everybody', () => {
		const open = new Set(tableAccess.publicRead);
		const shown = columnsOf(marks).filter(
			({ table, kind }) => open.has(table) && (kind === 'personal' || kind === 'secret'),
		);
		expect(shown).toEqual([]);
	});

	it('are what docs/data-inventory.md says', () => {
		const file = new URL('../../docs/data-inventory.md', import.meta.url);
		expect(readFileSync(file, 'utf8')).toBe(inventory(marks, files));
	});
});
