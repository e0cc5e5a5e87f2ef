import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
	type FreshDatabase,
	startTestDatabase,
	type TestDatabase,
} from '../../../../launcher/testing.ts';
import { migrations } from '../../../../migrations/index.ts';
import { openDatabase, type OpenDatabase } from '../../platform/database.server.ts';
import { migrate } from '../../platform/migrate.server.ts';
import { sealingWith } from '../../platform/sealed/sealing.server.ts';
import { participantImport } from './import-participants.server.ts';
import { findImportedInputs } from './imported-inputs.server.ts';
import { type ImportedPerson, sealImported, sealPerson } from './imported-person.server.ts';
import { writePeople } from './thread/gather.server.ts';
import { insertTakenIn } from './taken-in.store.server.ts';

const sealing = sealingWith([{ id: 1, key: new Uint8Array(32).fill(9) }]);
const scope = { institutionId: 'kota-palu', id: 'cpns-2026-kota-palu' };
const ani: Readonly<Record<string, string>> = {
	participant_id: 'P-1',
	vacancy_id: 'v-1',
	admin_status: 'MS',
	name: 'Ani Qomarpratiwi',
	birth_date: '1999-02-28',
	gpa: '3.57',
	preferences: 'uptd-talise|*',
};
const columns = Object.keys(ani);
const secrets = ['Ani Qomarpratiwi', '1999-02-28', '3.57', 'uptd-talise'];

let server: TestDatabase;
let fresh: FreshDatabase;
let opened: OpenDatabase;

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(() => server.stop());
beforeEach(async () => {
	fresh = await server.freshDatabase();
	opened = openDatabase(fresh.connection);
	const outcome = await migrate(opened.database, migrations);
	if (!outcome.ok) throw new Error(outcome.migration);
	await takeIn();
	return async () => {
		await opened.close();
		await fresh.drop();
	};
});

async function takeIn(): Promise<void> {
	const { database } = opened;
	const kind = participantImport({
		database,
		sealing,
		log: { append: () => Promise.resolve([]) },
		vacancyIds: () => Promise.resolve(new Set(['v-1'])),
	});
	const staging = await kind.begin({ importId: 1, scope, columns });
	const [target] = staging.targets;
	const lines: (readonly (string | null)[])[] = [];
	const faults = staging.row(
		2,
		(column) => ani[column] ?? '',
		(_, line) => lines.push(line),
	);
	expect(faults).toEqual([]);
	const names = sql.join(target!.columns.map((column) => sql.ref(column)));
	for (const line of lines) {
		await sql`insert into results.participant (${names}) values (${sql.join(line)})`.execute(
			database,
		);
	}
	await insertTakenIn(database, 'participants', {
		importId: 1,
		scope,
		appliedBy: 'orang-1',
		broughtBy: 'orang-2',
		columns,
		rows: 1,
		digest: Buffer.alloc(32),
	});
}

async function readable(): Promise<readonly string[]> {
	const { rows } = await sql<{ row: string }>`
		select participant::text || encode(coalesce(personal, ''), 'escape') as row
		from results.participant`.execute(opened.database);
	return secrets.filter((secret) => rows.some(({ row }) => row.includes(secret)));
}

/** The files that a run gets of the people that were imported. */
async function inputs(): Promise<Readonly<Record<string, string>>> {
	return opened.database.transaction().execute(async (trx) => {
		const { people } = await findImportedInputs(trx, scope.id, undefined);
		if (people === undefined) throw new Error('nobody was imported');
		const files = await writePeople(sealing, people.columns, people.lines());
		return Object.fromEntries(
			[...files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]),
		);
	});
}

it('an imported person cannot be read from the database, and a run reads them back', async () => {
	expect(await readable()).toEqual([]);
	const found = await inputs();
	expect(found['people.csv']).toBe('participant_id,name\nP-1,Ani Qomarpratiwi\n');
	expect(found['participants.csv']).toContain('P-1,v-1,MS,3.57,1999-02-28,uptd-talise|*');
});

it('wishes that an older release left beside the sealed person are sealed with them', async () => {
	const key = { import_id: 1, participant_id: 'P-1' };
	const { name = '', birth_date = '', gpa = '', preferences } = ani;
	const older = sealPerson(sealing, key, { name, birth_date, gpa } as ImportedPerson);
	await sql`update results.participant set personal = ${older},
		preferences = ${preferences}`.execute(opened.database);
	const before = await inputs();
	await sealImported(opened.database, sealing);
	expect(await readable()).toEqual([]);
	expect(await inputs()).toEqual(before);
});

it('a person whom an older release left readable is sealed, once', async () => {
	await sql`update results.participant set personal = null, name = ${ani['name']},
		birth_date = ${ani['birth_date']}, gpa = ${ani['gpa']},
		preferences = ${ani['preferences']}`.execute(opened.database);
	expect(await readable()).toEqual(secrets);
	const before = await inputs();
	await sealImported(opened.database, sealing);
	expect(await readable()).toEqual([]);
	expect(await inputs()).toEqual(before);
	await sealImported(opened.database, sealing);
	expect(await inputs()).toEqual(before);
});
