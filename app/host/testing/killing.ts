import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from '../../launcher/index.ts';
import { dataPlaces } from '../data-folder.ts';
import {
	buildFolder,
	cleanEnvironment,
	type HostProcess,
	spawnHost,
	testFolder,
} from '../testing.ts';

/** A moment in the middle of some work, at which the process is killed. */
export interface Moment {
	readonly name: string;
	/** Finds a row when the work is near; without it, the moment may come at any time. */
	readonly near?: string;
	/** A table that is kept from writers, so that the work stops there and cannot get past it. */
	readonly held?: string;
	/** Finds a row in the middle only, before the kill and after it. */
	readonly amid: string;
	/** What is true of the files in the middle only. */
	readonly files?: () => boolean | Promise<boolean>;
	/** The database's server is killed as well, as by a power cut; else it survives its process. */
	readonly withDatabase?: true;
}

/** The work that comes to a moment. */
interface Work {
	readonly isOver: () => boolean;
	readonly begin?: () => void;
}

/** A bound on hanging, not on speed. */
const patienceMs = 60_000;
const pollMs = 2;

/** One installation whose process is killed, and started again over the same folder. */
export class KilledInstallation {
	readonly folder = testFolder();
	readonly places = dataPlaces(this.folder.path);
	private readonly build: string;
	private host: HostProcess | undefined;
	/** The process that runs now has come to the end of its start. */
	private hasPassed = false;
	private readonly programs: ChildProcess[] = [];

	private constructor(build: string) {
		this.build = build;
	}

	static async prepare(): Promise<KilledInstallation> {
		return new KilledInstallation(await buildFolder());
	}

	start(): void {
		const started = spawnHost(this.build, this.settings());
		this.host = started;
		this.hasPassed = false;
		const passed = () => {
			if (this.host === started) this.hasPassed = true;
		};
		// Ready, or ended by itself.
		started.url().then(passed, passed);
	}

	/** Of the process that runs now, once it is ready. */
	async url(): Promise<string> {
		if (this.host === undefined) throw new Error('nothing was started');
		return this.host.url();
	}

	/** Another program of the same build at work on the same folder; a kill ends it as well. */
	async run(name: string, ...args: readonly string[]): Promise<void> {
		const child = spawn(process.execPath, [path.join(this.build, 'host', `${name}.js`), ...args], {
			env: cleanEnvironment(this.settings()),
			stdio: 'ignore',
		});
		this.programs.push(child);
		await once(child, 'close');
	}

	async remove(): Promise<void> {
		this.host?.child.kill('SIGTERM');
		await this.host?.ended;
		this.folder.remove();
	}

	/** While the demo loads: kills the process at the moment; the work must come to it by itself. */
	async startAndKill(moment: Moment): Promise<void> {
		for (;;) {
			this.start();
			await this.killAt(moment, { isOver: () => this.hasPassed });
			if (moment.held !== undefined || (await this.isAmid(moment))) return;
			// It got past the moment while it was killed; the next version comes to it again.
		}
	}

	/** With the process ready: begins the work and kills the process in the middle of it. */
	async beginAndKill(moment: Moment, begin: () => Promise<unknown>): Promise<void> {
		await this.url();
		const ended = new AbortController();
		const over = AbortSignal.any([ended.signal, AbortSignal.timeout(patienceMs)]);
		let begun = false;
		await this.killAt(moment, {
			isOver: () => over.aborted,
			begin: () => {
				if (begun) return;
				begun = true;
				// An answer means that the work is over; killed, its connection breaks.
				begin().then(
					() => ended.abort(),
					() => undefined,
				);
			},
		});
	}

	async kill(): Promise<void> {
		for (const program of this.programs.splice(0)) program.kill('SIGKILL');
		this.host?.child.kill('SIGKILL');
		await this.host?.ended;
	}

	/** With a connection of its own, which any process of this folder may have left. */
	async query<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]> {
		const client = await this.connect();
		try {
			return (await client.query<Row>(text)).rows;
		} finally {
			await client.end();
		}
	}

	async count(from: string): Promise<number> {
		const [row] = await this.query<{ n: number }>(`select count(*)::int as n from ${from}`);
		return row?.n ?? -1;
	}

	/** Waits until the text finds a row. */
	async until(text: string): Promise<void> {
		const late = AbortSignal.timeout(patienceMs);
		while ((await this.query(`${text} limit 1`)).length === 0) {
			if (late.aborted) throw new Error(`never: ${text}`);
			await pause(20);
		}
	}

	private settings(): Record<string, string> {
		return { TERANG_DATA: this.folder.path };
	}

	private async isAmid({ amid, files }: Moment): Promise<boolean> {
		return (await this.query(`${amid} limit 1`)).length > 0 && (await files?.()) !== false;
	}

	/** Ends with the process killed, and the moment's table held until it was. */
	private async killAt(moment: Moment, work: Work): Promise<void> {
		let client = await this.connect();
		const isThere = async (text: string) =>
			((await client.query(`${text} limit 1`)).rowCount ?? 0) > 0;
		for (;;) {
			if (work.isOver()) {
				throw new Error(`it never came: ${moment.name}\n${this.host?.stderr() ?? ''}`);
			}
			try {
				if (await isReached(moment, client, isThere, work)) break;
				await client.query('rollback');
			} catch {
				// The table is not there yet, or the server of before the last kill has gone.
				await client.end().catch(() => undefined);
				client = await this.connect();
			}
			await pause(pollMs);
		}
		if (moment.withDatabase === true) process.kill(await postmasterOf(client), 'SIGKILL');
		await this.kill();
		// With the connection goes what it held.
		await client.end().catch(() => undefined);
	}

	private async connect(): Promise<pg.Client> {
		const late = AbortSignal.timeout(patienceMs);
		for (;;) {
			if (late.aborted) throw new Error('the database cannot be reached');
			if (existsSync(this.places.connection)) {
				const text = readFileSync(this.places.connection, 'utf8');
				const client = new pg.Client({ ...(JSON.parse(text) as Connection), ssl: false });
				client.on('error', () => undefined);
				try {
					await client.connect();
					return client;
				} catch {
					// Left by the process that was killed; the next one writes it anew.
				}
			}
			await pause(20);
		}
	}
}

type IsThere = (text: string) => Promise<boolean>;

/** True with the work stopped at the held table, or seen in the middle where none is held. */
async function isReached(
	{ near, held, amid, files }: Moment,
	client: pg.Client,
	isThere: IsThere,
	work: Work,
): Promise<boolean> {
	if (near !== undefined && !(await isThere(near))) return false;
	if (held !== undefined) await client.query(`begin; lock table ${held} in share mode`);
	work.begin?.();
	if (held !== undefined) await untilStopped(held, isThere, work);
	return (await isThere(amid)) && (await files?.()) !== false;
}

/** Until somebody waits to write there, or the work is over without. */
async function untilStopped(held: string, isThere: IsThere, { isOver }: Work): Promise<void> {
	const waits = `select from pg_locks where not granted and relation = '${held}'::regclass`;
	while (!isOver() && !(await isThere(waits))) await pause(pollMs);
}

async function postmasterOf(client: pg.Client): Promise<number> {
	const { rows } = await client.query<{ data_directory: string }>('show data_directory');
	const file = path.join(rows[0]?.data_directory ?? '', 'postmaster.pid');
	return Number(readFileSync(file, 'utf8').split('\n')[0]);
}
