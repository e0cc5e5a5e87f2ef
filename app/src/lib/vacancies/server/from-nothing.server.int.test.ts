import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoSeasons } from '../../../../demo/seasons.ts';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { migrations } from '../../../../migrations/index.ts';
import { type Actor, type HeldRole, permit } from '../../identity/contract.ts';
import { LogStopped } from '../../ledger/server/api.server.ts';
import { openDatabase, type OpenDatabase } from '../../platform/database.server.ts';
import { migrate } from '../../platform/migrate.server.ts';
import type { Institution } from '../contract.ts';
import { type AnnouncementLog, createVacancies, type Vacancies } from './api.server.ts';

const now = new Date('2026-11-21T03:00:00.000Z');
const entries: { readonly type: string; readonly payload: unknown }[] = [];
let stopped = false;

const log: AnnouncementLog = {
	append: (_trx, added) => {
		if (stopped) return Promise.reject(new LogStopped({ code: 'ledger.read_only', size: 1 }));
		entries.push(...added);
		return Promise.resolve(
			added.map(({ stream }) => ({ id: String(entries.length), stream, sequence: entries.length })),
		);
	},
	whenSequenced: ({ id }) => Promise.resolve({ index: Number(id) }),
};

let server: TestDatabase;
let opened: OpenDatabase;
let vacancies: Vacancies;

beforeAll(async () => {
	server = await startTestDatabase();
	opened = openDatabase((await server.freshDatabase()).connection);
	const outcome = await migrate(opened.database, migrations);
	if (!outcome.ok) throw new Error(outcome.code);
	vacancies = createVacancies({ database: opened.database, clock: { now: () => now }, log });
});
afterAll(async () => {
	await opened.close();
	await server.stop();
});

function permission<A extends 'institution.name' | 'selection.prepare'>(
	action: A,
	role: HeldRole,
	institutionId?: string,
) {
	const actor: Actor = {
		accountId: 'a',
		personId: 'person-1',
		name: 'Uji',
		roles: [role],
		secondFactor: true,
	};
	const asked = permit(actor, action, institutionId === undefined ? {} : { institutionId });
	if (!asked.ok) throw new Error(asked.code);
	return asked;
}

const naming = () => permission('institution.name', { role: 'administrator' });
const preparing = (institutionId: string) =>
	permission('selection.prepare', { role: 'committee', institutionId }, institutionId);

const bungo: Institution = {
	id: 'kabupaten-bungo',
	name: 'Pemerintah Kabupaten Bungo',
	shortName: 'Kab. Bungo',
	zone: 'WIB',
};
const cpns = { kind: 'cpns', year: '2026', suffix: '', title: { id: '', en: '' } };

describe('an institution', () => {
	it('is named once by one entry, also when two ask at the same time', async () => {
		const asked = [1, 2].map(() => vacancies.nameInstitution(naming(), bungo, 'new'));
		const outcomes = (await Promise.all(asked)).map((outcome) =>
			outcome.kind === 'refused' ? outcome.code : outcome.kind,
		);
		expect(outcomes.toSorted()).toEqual(['named', 'vacancies.institution_exists']);
		expect(await vacancies.institutions()).toEqual([bungo]);
		expect(entries).toMatchObject([
			{
				type: 'institution.named',
				payload: { institution: bungo.id, name: bungo.name, administrator: 'person-1' },
			},
		]);
	});

	it('gets another name by another entry; nobody renames what is not there', async () => {
		const renamed = { ...bungo, name: 'Kabupaten Bungo' };
		expect(await vacancies.nameInstitution(naming(), renamed, bungo)).toMatchObject({
			kind: 'named',
		});
		expect(await vacancies.institutions()).toEqual([renamed]);
		const unknown = { ...bungo, id: 'kota-lain' };
		expect(await vacancies.nameInstitution(naming(), unknown, unknown)).toMatchObject({
			code: 'vacancies.institution_unknown',
		});
		expect(entries).toHaveLength(2);
	});

	it('is not renamed over what somebody else has called it meanwhile', async () => {
		const [now] = await vacancies.institutions();
		if (now === undefined) throw new Error('no institution');
		const late = { ...bungo, shortName: 'Bungo' };
		const changed = { kind: 'refused', code: 'vacancies.changed_meanwhile' };
		expect(await vacancies.nameInstitution(naming(), late, bungo)).toEqual(changed);
		expect(await vacancies.institutions()).toEqual([now]);
		const both = ['Bungo', 'Kab. Muara Bungo'].map((shortName) =>
			vacancies.nameInstitution(naming(), { ...now, shortName }, now),
		);
		const outcomes = (await Promise.all(both)).map(({ kind }) => kind);
		expect(outcomes.toSorted()).toEqual(['named', 'refused']);
	});

	it('is not named while the log takes no entries', async () => {
		stopped = true;
		const other = { ...bungo, id: 'kota-lain' };
		expect(await vacancies.nameInstitution(naming(), other, 'new')).toEqual({
			kind: 'refused',
			code: 'vacancies.log_stopped',
		});
		stopped = false;
		expect(await vacancies.institutions()).toHaveLength(1);
	});
});

describe('a selection that a committee has opened', () => {
	it('is there once, for its institution, and for nobody outside', async () => {
		const asked = [1, 2].map(() => vacancies.openSelection(preparing(bungo.id), cpns));
		const outcomes = (await Promise.all(asked)).map((outcome) =>
			outcome.kind === 'refused' ? outcome.code : outcome.id,
		);
		expect(outcomes.toSorted()).toEqual([
			'cpns-2026-kabupaten-bungo',
			'vacancies.selection_exists',
		]);
		expect(await vacancies.seasons()).toEqual([]);
		expect(await vacancies.findAnnouncement('cpns-2026-kabupaten-bungo')).toBeUndefined();
		expect(await vacancies.seasonsOf([bungo.id])).toMatchObject([
			{ id: 'cpns-2026-kabupaten-bungo', announced: false, schedule: [] },
		]);
		expect(await vacancies.seasonsOf(['kota-lain'])).toEqual([]);
	});

	it('is not opened for an institution that does not exist', async () => {
		expect(await vacancies.openSelection(preparing('kota-lain'), cpns)).toMatchObject({
			code: 'vacancies.institution_unknown',
		});
	});

	it('gets another title until the public has seen one, and from its own institution only', async () => {
		const id = 'cpns-2026-kabupaten-bungo';
		const title = { id: 'CPNS Bungo', en: 'CPNS Bungo' };
		const first = (await vacancies.findSeason(id))?.title ?? { id: '', en: '' };
		const renamed = (place: string, opened = title) =>
			vacancies.renameSelection(preparing(place), id, title, opened);
		const shown = { kind: 'refused', code: 'vacancies.selection_shown' };
		expect(await renamed('kota-lain')).toEqual(shown);
		expect(await renamed(bungo.id)).toMatchObject({ code: 'vacancies.changed_meanwhile' });
		expect(await renamed(bungo.id, first)).toEqual({ kind: 'renamed', id });
		expect(await renamed(bungo.id, first)).toMatchObject({ code: 'vacancies.changed_meanwhile' });
		expect((await vacancies.findSeason(id))?.title).toEqual(title);
		await vacancies.recordSelection(id, id, {});
		expect(await renamed(bungo.id)).toEqual(shown);
		const [announced] = demoSeasons(now);
		if (announced === undefined) throw new Error('no demo season');
		await vacancies.announceSeason(announced);
		const asked = preparing(announced.institution.id);
		expect(await vacancies.renameSelection(asked, announced.id, title, title)).toEqual(shown);
	});
});
