import { hostname } from 'node:os';
import path from 'node:path';
import { createLedger, type Ledger, stopSentence } from '../src/lib/ledger/server/api.server.ts';
import type { Config } from '../src/lib/platform/config.server.ts';
import type { ComposeInput } from './compose-input.ts';
import type { ReadinessCheck } from './routes/probes.ts';
import { readWitnesses } from './witnesses.ts';
import { type DemoWitness, startDemoWitness } from './witness/spawn.ts';

/** An entry that has waited this long means that nothing is being sequenced. */
const STALLED_MS = 30_000;

/**
 * The log of this process. A log that must not sign stays readable: pages and tiles are served, the
 * reason stands on the terminal, in the log file and behind `/readyz`.
 */
export async function startLedger(input: ComposeInput): Promise<Ledger> {
	const { config, places, database, log, clock } = input;
	// Ended after the log, which may still be waiting for a cosignature.
	let witness: Promise<DemoWitness | undefined> = Promise.resolve(undefined);
	input.closing.add('example witness', async () => (await witness)?.stop());
	const ledger = createLedger({
		db: database.database,
		clock,
		places: {
			tiles: input.tiles,
			keysDir: places.keys,
			...(config.logKey === undefined ? {} : { logKey: config.logKey }),
		},
		holder: holderOf(config),
		pauseMs: 250,
		witnesses: outsideWitnesses(input),
		// Nobody waits for it: pages are answered meanwhile.
		onLog: ({ row }) => {
			witness = followLog(witness, row.vkey, ledger, input);
		},
		onStopped: (stop) => {
			log.info({ code: stop.code }, 'the public log does not sign');
			process.stderr.write(`${stopSentence(stop)}\n`);
		},
		onError: (error) => log.error({ err: error }, 'sequencing failed'),
	});
	input.closing.add('public log', () => ledger.stop());
	await ledger.start();
	input.metrics.gauge(
		'terang_log_oldest_waiting_seconds',
		'Age of the oldest entry that is not under a published checkpoint.',
		() => waitingMs(ledger, clock.now()) / 1000,
	);
	input.metrics.gauge(
		'terang_log_witness_behind_seconds',
		'How long the newest published head has waited for a witness that knows it.',
		() => behindMs(ledger, clock.now()) / 1000,
	);
	input.metrics.gauge(
		'terang_log_witnesses_ahead',
		'Witnesses that have seen a longer log than this one.',
		() => witnessesAhead(ledger),
	);
	input.metrics.gauge('terang_log_signs', 'Whether the log signs (1) or is stopped (0).', () =>
		signs(ledger) ? 1 : 0,
	);
	return ledger;
}

/** A list that cannot be read is said aloud; the log itself does not depend on it. */
function outsideWitnesses({ config, log }: ComposeInput) {
	const read = readWitnesses(config.dataDir);
	if (read.ok) return read.witnesses;
	log.error({ file: read.file, where: read.where }, 'the list of witnesses cannot be read');
	process.stderr.write(
		`Daftar saksi ${read.file} tidak dapat dibaca (${read.where}); catatan berjalan tanpa saksi luar.\n`,
	);
	return [];
}

/** A new key is a new log, which the witness must be told of: it starts again, under its own key. */
async function followLog(
	before: Promise<DemoWitness | undefined>,
	vkey: string,
	ledger: Ledger,
	input: ComposeInput,
): Promise<DemoWitness | undefined> {
	await (await before)?.stop();
	return startExampleWitness(vkey, ledger, input);
}

/**
 * The example witness of a demo, as a process of its own. The log does not need it: where it does
 * not come up, the pages show a log without a witness.
 */
async function startExampleWitness(
	vkey: string,
	ledger: Ledger,
	{ config, places, log, buildFolder, stop }: ComposeInput,
): Promise<DemoWitness | undefined> {
	if (config.mode !== 'demo' || stop.aborted) return undefined;
	const witness = await startDemoWitness({
		program: path.join(buildFolder, 'host', 'witness.js'),
		state: places.witness,
		logs: [vkey],
		stop,
		onLog: (text) => log.info({ part: 'witness' }, text),
	});
	if (witness === undefined) log.warn('the example witness did not start');
	else ledger.addWitness(witness.setting);
	return witness;
}

export function logReadiness(ledger: Ledger, input: ComposeInput): ReadinessCheck {
	return {
		name: 'log',
		check: () => {
			const { turn } = ledger.state();
			if (turn.kind === 'stopped') return Promise.resolve({ ok: false, code: turn.stop.code });
			if (turn.kind === 'failing') return Promise.resolve({ ok: false, code: 'ledger.failing' });
			const stalled = waitingMs(ledger, input.clock.now()) > STALLED_MS;
			return Promise.resolve(stalled ? { ok: false, code: 'ledger.stalled' } : { ok: true });
		},
	};
}

/** Another process may hold the lease: then this one does not sign, and nothing is wrong. */
export function signs(ledger: Ledger): boolean {
	const { kind } = ledger.state().turn;
	return kind !== 'stopped' && kind !== 'failing';
}

/**
 * Under the lock of the data folder nobody else sequences, so the embedded log takes its own lease
 * back at once after a crash; with a shared database every process is another holder.
 */
function holderOf(config: Config): string {
	return config.databaseUrl === undefined ? 'embedded' : `${hostname()}#${process.pid}`;
}

/**
 * Shown and counted, but no reason to stop: what a witness says of its size is signed by nobody, and
 * one of them must not be able to halt everybody's log.
 */
function witnessesAhead(ledger: Ledger): number {
	const answers = [...ledger.witnessAnswers().values()];
	return answers.filter(({ kind }) => kind === 'witness_ahead').length;
}

function waitingMs(ledger: Ledger, now: Date): number {
	const { waitingSince } = ledger.state();
	return waitingSince === undefined ? 0 : now.getTime() - waitingSince.getTime();
}

function behindMs(ledger: Ledger, now: Date): number {
	const since = ledger.witnessBehindSince();
	return since === undefined ? 0 : now.getTime() - since.getTime();
}
