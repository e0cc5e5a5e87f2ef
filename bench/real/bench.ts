import {
	createReadStream,
	createWriteStream,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { launchDatabase, lockDataFolder } from '../../app/launcher/index.ts';
import { migrations } from '../../app/migrations/index.ts';
import { permit } from '../../app/src/lib/identity/contract.ts';
import { createImports } from '../../app/src/lib/imports/server/api.server.ts';
import { openDatabase, type OpenDatabase } from '../../app/src/lib/platform/database.server.ts';
import { migrate } from '../../app/src/lib/platform/migrate.server.ts';
import { sealingWith } from '../../app/src/lib/platform/sealed/sealing.server.ts';
import { vacancyImport } from '../../app/src/lib/vacancies/server/api.server.ts';
import { convert, describe } from './formations.ts';

/**
 * The vacancies of the real 2024 selection with their educations, imported through the door that a
 * committee uses (upload, dry run with every check, apply), beside a bare COPY of the same rows
 * into tables without key or index. The database keeps its durable settings on both sides.
 */

const runs = 3;
const most = 6;
const institutionId = 'nasional';

const realData = process.env['TERANG_REAL_DATA'];
if (realData === undefined || !existsSync(path.join(realData, 'formasi_cpns2024.csv.gz'))) {
	process.stdout.write('skipped: TERANG_REAL_DATA names no folder with formasi_cpns2024.csv.gz\n');
	process.exit(0);
}

interface Measured {
	readonly seconds: number;
	/** Of this process and of the database's together. */
	readonly cpuSeconds: number;
}

const folder = mkdtempSync(path.join(tmpdir(), 'terang-real-'));
const lock = await lockDataFolder(folder);
if (!lock.ok) throw new Error('the folder is locked');
const launched = await launchDatabase({ lock });
if (!launched.ok) throw new Error(launched.code);
const { database: server } = launched;
const opened = openDatabase(server.connection);
let failed = false;
try {
	const outcome = await migrate(opened.database, migrations);
	if (!outcome.ok) throw new Error(outcome.migration);
	failed = !(await compare(opened, server.pid));
} finally {
	await opened.close();
	await server.stop();
	await lock.release();
	rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function compare({ database, pool }: OpenDatabase, postmaster: number): Promise<boolean> {
	const file = path.join(folder, 'vacancies.csv');
	process.stdout.write(describe(await convert(realData ?? '', file)));
	const imports: Measured[] = [];
	const copies: Measured[] = [];
	for (let run = 0; run < runs; run += 1) {
		imports.push(await measure(postmaster, () => importOnce(file, run)));
		if (run === 0) await keepRows();
		copies.push(await measure(postmaster, copyOnce));
	}
	const counted = await sql<{ rows: number; links: number }>`
		select (select count(*) from bare.listed) as rows,
			(select count(*) from bare.listed_education) as links`.execute(database);
	const ours = median(imports);
	const bare = median(copies);
	const ratio = ours.seconds / bare.seconds;
	const memory = process.resourceUsage().maxRSS / 1024;
	process.stdout.write(
		`${counted.rows[0]?.rows} rows and ${counted.rows[0]?.links} links, median of ${runs}\n` +
			`  import     ${ours.seconds.toFixed(2)} s, ${ours.cpuSeconds.toFixed(2)} CPU s\n` +
			`  bare COPY  ${bare.seconds.toFixed(2)} s, ${bare.cpuSeconds.toFixed(2)} CPU s\n` +
			`  ratio      ${ratio.toFixed(2)} (at most ${most}), CPU ${(ours.cpuSeconds / bare.cpuSeconds).toFixed(2)}\n` +
			`  peak memory of the process ${memory.toFixed(0)} MB\n`,
	);
	return ratio <= most;

	async function importOnce(source: string, run: number): Promise<void> {
		const uploads = path.join(folder, 'uploads');
		const api = createImports({
			database,
			pool,
			clock: { now: () => new Date() },
			kinds: [vacancyImport()],
			folder: uploads,
			sealing: sealingWith([{ id: 1, key: randomBytes(32) }]),
			largest: 2 ** 31,
			onError: (error) => {
				throw error;
			},
			isLogStopped: () => false,
		});
		const may = permission('vacancies.import');
		const scopeId = `cpns-${2024 + run}-${institutionId}`;
		const content = createReadStream(source);
		const upload = { kind: 'vacancies' as const, scopeId, source: '', fileName: 'v.csv', content };
		const taken = await api.upload(may, upload);
		if (taken.kind === 'refused') throw new Error(taken.code);
		await api.checkAll();
		const applied = await api.apply(may, taken.id);
		if (applied.kind === 'done') return;
		const { faults } = await api.faults(permission('selection.read'), taken.id, { page: 1 });
		throw new Error(`${applied.code} ${JSON.stringify(faults.slice(0, 5))}`);
	}

	/** The same rows as text, and the tables that take them bare. */
	async function keepRows(): Promise<void> {
		await sql`create schema bare`.execute(database);
		const client = await pool.connect();
		for (const table of ['listed', 'listed_education']) {
			await sql`create table ${sql.table(`bare.${table}`)} as
				table ${sql.table(`vacancies.${table}`)} with no data`.execute(database);
			const rows = client.query(copyTo(`COPY vacancies.${table} TO STDOUT`));
			await pipeline(rows, createWriteStream(path.join(folder, table)));
		}
		client.release();
	}

	async function copyOnce(): Promise<void> {
		const client = await pool.connect();
		await client.query('BEGIN');
		for (const table of ['listed', 'listed_education']) {
			await client.query(`TRUNCATE bare.${table}`);
			const into = client.query(copyFrom(`COPY bare.${table} FROM STDIN`));
			await pipeline(createReadStream(path.join(folder, table)), into);
		}
		await client.query('COMMIT');
		client.release();
	}
}

function permission<A extends 'vacancies.import' | 'selection.read'>(action: A) {
	const actor = {
		accountId: 'bench',
		personId: 'bench',
		name: 'bench',
		roles: [{ role: 'committee' as const, institutionId }],
		secondFactor: true,
	};
	const asked = permit(actor, action, { institutionId });
	if (!asked.ok) throw new Error(asked.code);
	return asked;
}

async function measure(postmaster: number, work: () => Promise<void>): Promise<Measured> {
	const own = process.cpuUsage();
	const theirs = databaseCpu(postmaster);
	const start = performance.now();
	await work();
	const seconds = (performance.now() - start) / 1000;
	const { user, system } = process.cpuUsage(own);
	return {
		seconds,
		cpuSeconds: (user + system) / 1e6 + databaseCpu(postmaster) - theirs,
	};
}

/** CPU seconds of the server and its children, ended ones included; 0 where /proc is not there. */
function databaseCpu(postmaster: number): number {
	if (!existsSync('/proc')) return 0;
	let ticks = 0;
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
		const stat = readStat(pid);
		if (stat === undefined) continue;
		const [, parent, user = 0, system = 0, endedUser = 0, endedSystem = 0] = stat;
		if (Number(pid) === postmaster) ticks += user + system + endedUser + endedSystem;
		else if (parent === postmaster) ticks += user + system;
	}
	return ticks / 100;
}

/** State, parent, then user, system and the same of ended children, in ticks. */
function readStat(pid: string): readonly number[] | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return [0, 1, 11, 12, 13, 14].map((at) => Number(fields[at]));
	} catch {
		return undefined;
	}
}

function median(measured: readonly Measured[]): Measured {
	const middle = (values: readonly number[]) =>
		values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
	return {
		seconds: middle(measured.map(({ seconds }) => seconds)),
		cpuSeconds: middle(measured.map(({ cpuSeconds }) => cpuSeconds)),
	};
}
