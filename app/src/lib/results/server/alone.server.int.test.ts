import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { startTestDatabase } from '../../../../launcher/testing.ts';
import { openDatabase } from '../../platform/database.server.ts';
import { aloneAfterOthers, aloneWith } from './alone.server.ts';

it('leaves connections to the pages, however many selections are worked on', async () => {
	const server = await startTestDatabase();
	const fresh = await server.freshDatabase();
	const opened = openDatabase(fresh.connection);
	const { database, pool } = opened;
	const selections = Array.from({ length: pool.options.max + 2 }, (_, at) => `selection-${at}`);
	let most = 0;
	try {
		const working = selections.map((id) =>
			aloneWith(database, id, async () => {
				const { rows } = await sql<{ id: string }>`
					select ${id}::text as id from pg_sleep(0.01)`.execute(database);
				most = Math.max(most, pool.totalCount);
				return rows[0]?.id;
			}),
		);
		const again = aloneAfterOthers(database, 'selection-0', () => Promise.resolve('again'));
		expect((await Promise.all(working)).map((done) => done?.answer)).toEqual(selections);
		expect(await again).toBe('again');
		expect(most).toBeLessThan(pool.options.max);
	} finally {
		await opened.close();
		await fresh.drop();
		await server.stop();
	}
});
