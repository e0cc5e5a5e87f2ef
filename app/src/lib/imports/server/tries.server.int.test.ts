import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { mostTries, pauseAfter } from '../domain/tries.ts';
import { createImports, type Imports } from './api.server.ts';
import {
	allowed,
	type ImportsBench,
	institutionId,
	read,
	season,
	startImportsBench,
	vacancyFile,
} from './testing/imports-bench.server.ts';

const day = 24 * 3_600_000;

let server: TestDatabase;
let bench: ImportsBench;
let imports: Imports;
let now: Date;

beforeAll(async () => {
	server = await startTestDatabase();
});

afterAll(() => server.stop());

beforeEach(async () => {
	bench = await startImportsBench(server);
	now = new Date();
	imports = createImports({ ...bench.dependencies(), clock: { now: () => now } });
});

afterEach(() => bench.stop());

/** A file that waits, and whose every try fails. */
async function failing(): Promise<number> {
	const { id } = await bench.handIn('vacancies', vacancyFile);
	const { database } = bench.opened;
	await sql`update imports.file set state = 'checking' where id = ${id}`.execute(database);
	await sql`update imports.progress set tries = 0 where import_id = ${id}`.execute(database);
	bench.atStaged = () => {
		throw new Error('the disk is full');
	};
	return id;
}

const view = async (id: number) => {
	const found = await imports.find(read, id);
	if (found === undefined) throw new Error('the import is gone');
	return found;
};

const later = (ms: number) => {
	now = new Date(now.getTime() + ms);
};

async function failOften(times: number): Promise<void> {
	for (let tries = 1; tries <= times; tries += 1) {
		await expect(imports.checkAll()).rejects.toThrow('the disk is full');
		later(pauseAfter(tries));
	}
}

describe('a file that fails for a reason of ours', () => {
	it('waits longer before each try, and says until when', async () => {
		const id = await failing();
		await failOften(2);
		await expect(imports.checkAll()).rejects.toThrow();
		const again = new Date(now.getTime() + pauseAfter(3)).toISOString();
		expect(await view(id)).toMatchObject({
			state: 'checking',
			tried: { times: 3, againAt: again },
		});
		later(pauseAfter(3) - 1);
		await imports.checkAll();
		expect((await view(id)).tried?.times).toBe(3);
		later(1);
		await expect(imports.checkAll()).rejects.toThrow();
		expect((await view(id)).tried?.times).toBe(4);
	});

	it('is given up, shown to whoever runs the installation, and tried again when asked', async () => {
		const id = await failing();
		await failOften(mostTries);
		later(24 * 3_600_000);
		await imports.checkAll();
		expect((await view(id)).state).toBe('failed');
		expect((await imports.list(read)).files[0]?.state).toBe('failed');
		expect(await imports.failed('all')).toMatchObject([{ id, institutionId, scopeId: season }]);
		expect(await imports.failed(['kabupaten-bungo'])).toEqual([]);

		bench.atStaged = () => undefined;
		expect(await imports.tryAgain(allowed('vacancies.import'), id)).toEqual({ kind: 'done' });
		await imports.checkAll();
		expect((await view(id)).state).toBe('ready');
		expect(await imports.failed('all')).toEqual([]);
		const ready = await imports.tryAgain(allowed('vacancies.import'), id);
		expect(ready).toEqual({ kind: 'refused', code: 'imports.not_in_this_state' });
	});

	it('counts a try that ended the process, and is not begun for ever', async () => {
		const id = await failing();
		await sql`update imports.progress set tries = ${mostTries} where import_id = ${id}`.execute(
			bench.opened.database,
		);
		await imports.checkAll();
		expect((await view(id)).state).toBe('failed');
	});

	it('is forgotten thirty days after it came, with its bytes', async () => {
		const id = await failing();
		await failOften(mostTries);
		later(29 * day);
		await imports.checkAll();
		expect((await view(id)).state).toBe('failed');
		expect(await readdir(bench.folder)).toHaveLength(1);
		later(2 * day);
		await imports.checkAll();
		expect((await view(id)).state).toBe('cancelled');
		expect(await readdir(bench.folder)).toEqual([]);
		expect(await imports.failed('all')).toEqual([]);
	});

	it('is not forgotten while it is still tried', async () => {
		const id = await failing();
		later(31 * day);
		await failOften(1);
		expect((await view(id)).state).toBe('checking');
		expect(await readdir(bench.folder)).toHaveLength(1);
	});

	it('may be cancelled instead, and does not stop the files behind it', async () => {
		const id = await failing();
		await failOften(mostTries);
		bench.atStaged = () => undefined;
		expect((await bench.handIn('vacancies', vacancyFile.replace('v-2', 'v-3'))).state).toBe(
			'ready',
		);
		expect(await imports.cancel(allowed('vacancies.import'), id)).toEqual({ kind: 'done' });
		expect((await view(id)).state).toBe('cancelled');
	});
});
