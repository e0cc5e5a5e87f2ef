import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { TestDatabase } from '../../../../../launcher/testing.ts';
import { migrations } from '../../../../../migrations/index.ts';
import { type Actor, permit } from '../../../identity/contract.ts';
import { openDatabase, type OpenDatabase } from '../../../platform/database.server.ts';
import { migrate } from '../../../platform/migrate.server.ts';
import { sealingWith } from '../../../platform/sealed/sealing.server.ts';
import { resultImports } from '../../../results/server/api.server.ts';
import { createVacancies, vacancyImport } from '../../../vacancies/server/api.server.ts';
import type { FaultView, ImportKindName, ImportView, RowFault } from '../../contract.ts';
import { createImports, type Imports, type ImportsDeps } from '../api.server.ts';

export const institutionId = 'kota-palu';
export const season = 'cpns-2026-kota-palu';

export const vacancyHeader =
	'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,title,education_codes,open_to_disability';
export const vacancyFile = `${vacancyHeader}
v-1,kota-palu,guru,s1,sd-1,umum,2,"Guru, kelas",5100101|5100102,ya
v-2,kota-palu,perawat,d3,pkm-1,umum,1,Perawat,5100203,tidak
`;
export const peopleFile = `participant_id,vacancy_id,admin_status,name,birth_date,gpa,skd_status,twk,tiu,tkp
P-1,v-1,MS,Ani,1999-02-28,"3,50",hadir,100,110,180
P-2,v-1,MS,Budi,2000-01-01,3.1,hadir,90,100,170
`;

const actor: Actor = {
	accountId: 'a',
	personId: 'person-1',
	name: 'R. Wulandari',
	roles: [{ role: 'committee', institutionId }],
	secondFactor: true,
};

export function allowed<A extends 'vacancies.import' | 'participants.import' | 'selection.read'>(
	action: A,
	institution = institutionId,
) {
	const held = { ...actor, roles: [{ role: 'committee' as const, institutionId: institution }] };
	const permission = permit(held, action, { institutionId: institution });
	if (!permission.ok) throw new Error(permission.code);
	return permission;
}

export const read = allowed('selection.read');

const actionFor = (kind: ImportKindName) =>
	kind === 'vacancies' ? allowed('vacancies.import') : allowed('participants.import');

export const inCodes = ({ column, code }: RowFault) => `${column}: ${code}`;

export interface ImportsBench {
	readonly imports: Imports;
	readonly opened: OpenDatabase;
	/** Of uploads. */
	readonly folder: string;
	readonly entries: { type: string; payload: Readonly<Record<string, unknown>> }[];
	/** Set while the public log takes no entries. */
	logStopped: boolean;
	/** Set to end an attempt where a kill would. */
	atStaged: () => void;
	dependencies(): ImportsDeps;
	handIn(kind: ImportKindName, content: string | Buffer | Readable): Promise<ImportView>;
	takeIn(kind: ImportKindName, content: string | Buffer | Readable): Promise<ImportView>;
	view(id: number): Promise<ImportView>;
	firstFaults(id: number): Promise<readonly FaultView[]>;
	count(table: string): Promise<number>;
	stop(): Promise<void>;
}

/** Imports on a database and a folder of their own. */
export async function startImportsBench(server: TestDatabase): Promise<ImportsBench> {
	const fresh = await server.freshDatabase();
	const opened = openDatabase(fresh.connection);
	const outcome = await migrate(opened.database, migrations);
	if (!outcome.ok) throw new Error(outcome.migration);
	const folder = await mkdtemp(join(tmpdir(), 'terang-imports-'));
	const entries: ImportsBench['entries'] = [];
	const dependencies = () =>
		dependenciesOf(opened, folder, entries, {
			atPoint: () => {
				bench.atStaged();
			},
			isStopped: () => bench.logStopped,
		});
	const imports = createImports(dependencies());
	const bench: ImportsBench = {
		imports,
		opened,
		folder,
		entries,
		logStopped: false,
		atStaged: () => undefined,
		dependencies,
		async handIn(kind, content) {
			const upload = await imports.upload(actionFor(kind), {
				kind,
				scopeId: season,
				source: 'Berita acara 800/412',
				fileName: 'Peserta Qomariah.csv',
				content: content instanceof Readable ? content : Readable.from([Buffer.from(content)]),
			});
			if (upload.kind === 'refused') throw new Error(upload.code);
			await imports.checkAll();
			return bench.view(upload.id);
		},
		async takeIn(kind, content) {
			const ready = await bench.handIn(kind, content);
			const applied = await imports.apply(actionFor(kind), ready.id);
			if (applied.kind !== 'done') throw new Error(`${ready.state}: ${applied.code}`);
			return bench.view(ready.id);
		},
		async view(id) {
			const found = await imports.find(read, id);
			if (found === undefined) throw new Error('the import is gone');
			return found;
		},
		firstFaults: async (id) => (await imports.faults(read, id, { page: 1 })).faults,
		async count(table) {
			const { rows } = await sql<{
				count: number;
			}>`select count(*) as count from ${sql.table(table)}`.execute(opened.database);
			return rows[0]?.count ?? -1;
		},
		async stop() {
			await imports.checkAll();
			await opened.close();
			await fresh.drop();
			await rm(folder, { recursive: true, force: true });
		},
	};
	return bench;
}

const stopped = new Error('the log is stopped');

function dependenciesOf(
	{ database, pool }: OpenDatabase,
	folder: string,
	entries: ImportsBench['entries'],
	hooks: { readonly atPoint: () => void; readonly isStopped: () => boolean },
): ImportsDeps {
	const sealing = sealingWith([{ id: 1, key: new Uint8Array(32).fill(9) }]);
	const clock = { now: () => new Date() };
	const log = {
		append: (_trx: unknown, added: readonly { type: string; payload: object }[]) => {
			if (hooks.isStopped()) return Promise.reject(stopped);
			entries.push(...(added as typeof entries));
			return Promise.resolve([]);
		},
		whenSequenced: () => Promise.resolve({ index: 0 }),
	};
	const vacancies = createVacancies({ database, clock, log });
	const results = resultImports({
		database,
		log,
		sealing,
		vacancyIds: (id, trx) => vacancies.vacancyIds(id, trx),
	});
	return {
		database,
		pool,
		clock,
		folder,
		sealing,
		largest: 8_000_000,
		onError: () => undefined,
		kinds: [vacancyImport(), ...results],
		isLogStopped: (error) => error === stopped,
		atPoint: hooks.atPoint,
	};
}
