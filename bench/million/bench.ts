/**
 * A selection of a million participants through the doors of a committee: import, run, approval,
 * publication, pages, verification; in the real process with its own database. Each step prints its
 * wall clock and what process and database cost; beside them, how long visitors waited for a page
 * meanwhile. There is no rival but the machine: what is judged is that everything ends, that the
 * outcome holds, and that memory stays below the bound.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type Input, makeInput } from './input.ts';
import { importFile, type Session, signIn } from './session.ts';
import { costHeader, costLine, costOf } from './watch.ts';

const small = process.argv.includes('--small');
const size = small
	? { participants: 50_000, vacancies: 3_125 }
	: { participants: 1_000_000, vacancies: 62_500 };
/** Resident memory of the application's process, whatever it is doing. */
const mostMemory = 2.5 * 2 ** 30;
const institution = 'kabupaten-bungo';

const data = mkdtempSync(path.join(tmpdir(), 'terang-million-'));
const kept = process.env['BENCH_DATA'] ?? path.join('build', 'bench-data');
mkdirSync(kept, { recursive: true });

const host = spawn(process.execPath, ['tools/start.mjs'], {
	env: { ...process.env, PORT: '0', TERANG_DATA: data, TERANG_MODE: 'demo' },
	stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(host, 'exit');
let failed = true;
try {
	const url = await readyAddress();
	failed = !(await measure(url, host.pid ?? 0));
} finally {
	host.kill('SIGTERM');
	await ended;
	rmSync(data, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function readyAddress(): Promise<string> {
	for await (const line of createInterface({ input: host.stdout })) {
		const url = /^Terang siap: (\S+)$/u.exec(line)?.[1];
		if (url === undefined) continue;
		host.stdout.resume();
		return url;
	}
	throw new Error('npm start ended before it was ready');
}

async function measure(url: string, app: number): Promise<boolean> {
	const committee = await signIn(url, data, `panitia1@${institution}.contoh.id`);
	const official = await signIn(url, data, `ppk@${institution}.contoh.id`);
	const selection = await selectionOf(committee);
	const generator = path.join('build', 'bench', 'rank', 'generate.js');
	const input = await makeInput(kept, selection, size, generator);
	process.stdout.write(
		`${size.participants} participants, ${size.vacancies} vacancies, selection ${selection}\n` +
			`${costHeader}   page p50 / p99 / slowest\n`,
	);
	let peak = 0;
	const step = async (name: string, work: () => Promise<void>): Promise<void> => {
		const visitors = visit(url);
		const cost = await costOf(app, work);
		peak = Math.max(peak, cost.appPeak);
		process.stdout.write(`${costLine(name, cost)}   ${await visitors.end()}\n`);
	};
	await runSteps(step, { url, committee, official, selection, input });
	await lookAtPages(url, committee, selection, input);
	const bound = `${(mostMemory / 2 ** 20).toFixed(0)} MiB`;
	process.stdout.write(`peak of the process ${(peak / 2 ** 20).toFixed(0)} MiB, bound ${bound}\n`);
	return verify(url) && peak <= mostMemory;
}

interface Doors {
	readonly url: string;
	readonly committee: Session;
	readonly official: Session;
	readonly selection: string;
	readonly input: Input;
}

type Step = (name: string, work: () => Promise<void>) => Promise<void>;

async function runSteps(step: Step, doors: Doors): Promise<void> {
	const { url, committee, official, selection, input } = doors;
	const form = (kind: string) => ({
		instansi: institution,
		jenis: kind,
		seleksi: selection,
		asal: 'bench',
	});
	await step('import vacancies', () => importFile(committee, form('vacancies'), input.vacancies));
	const selectionPage = `/panitia/hitung/${selection}`;
	const opened = fieldOf(await committee.page(selectionPage), 'dibuka');
	await committee.send(`${selectionPage}?/aturan`, { aturan: input.rules, dibuka: opened });
	await step('import participants, marks', () =>
		importFile(committee, form('participants'), input.participants),
	);
	await step('import decisions', () => importFile(committee, form('decisions'), input.decisions));
	let run = '';
	await step('run', async () => {
		run = await committee.send(`/panitia/hitung/${selection}?/hitung`, {});
		await committee.until(`${run}/kemajuan`, async (answer) => {
			const { underway } = (await answer.json()) as { readonly underway: boolean };
			return !underway;
		});
	});
	await step('preview', async () => {
		await committee.page(`${run}/pratinjau`);
	});
	let approval = '';
	await step('ask for approval', async () => {
		approval = await committee.send(`${run}?/ajukan`, { wewenang: '', alasan: '' });
	});
	await step('recompute and approve', async () => {
		const answer = await official.ask(`${approval}?/hitung_ulang`, new URLSearchParams());
		const computed = /name="hasil_hitung" value="([0-9a-f]{64})"/u.exec(await answer.text())?.[1];
		if (computed === undefined) throw new Error('the server did not compute again');
		await official.send(`${approval}?/setujui`, { hasil_hitung: computed });
	});
	await step('publish', async () => {
		while (!(await isPublished(url, selection))) await pause(500);
	});
}

/** The season that the institution takes applications for. */
/** What a form sends back as it came. */
function fieldOf(page: string, name: string): string {
	const [, value = ''] = new RegExp(`name="${name}" value="([^"]*)"`, 'u').exec(page) ?? [];
	return value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

async function selectionOf(committee: Session): Promise<string> {
	const page = await committee.page('/panitia');
	const found = /\/panitia\/hitung\/([a-z0-9-]+)/u.exec(page)?.[1];
	if (found === undefined) throw new Error('the institution has no selection');
	return found;
}

async function isPublished(url: string, selection: string): Promise<boolean> {
	const answer = await fetch(`${url}/data/index.json`);
	const versions = (await answer.json()) as readonly { readonly selection: string }[];
	return versions.some((one) => one.selection === selection);
}

/** A visitor who opens one page after the other and notes how long each took. */
function visit(url: string) {
	const waited: number[] = [];
	const leaving = new AbortController();
	const visiting = (async () => {
		while (!leaving.signal.aborted) {
			const start = performance.now();
			await (await fetch(`${url}/lowongan`)).arrayBuffer();
			waited.push(performance.now() - start);
			await pause(100);
		}
	})();
	return {
		async end(): Promise<string> {
			leaving.abort();
			await visiting;
			const sorted = waited.toSorted((a, b) => a - b);
			const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
			return [at(0.5), at(0.99), at(1)].map((ms) => `${ms.toFixed(0)} ms`).join(' / ');
		},
	};
}

async function lookAtPages(
	url: string,
	committee: Session,
	selection: string,
	{ person }: Input,
): Promise<void> {
	const rows = await fetch(`${url}/api/v1/selections/${selection}/results?limit=1`);
	const { rows: found } = (await rows.json()) as { rows: readonly { vacancyId: string }[] };
	const vacancy = found[0]?.vacancyId ?? '';
	const look = async (name: string, open: () => Promise<Response>) => {
		const start = performance.now();
		const response = await open();
		const { byteLength } = await response.arrayBuffer();
		const ms = (performance.now() - start).toFixed(0);
		if (response.status !== 200) throw new Error(`${name} answers ${response.status}`);
		process.stdout.write(
			`${name.padEnd(34)} ${ms.padStart(6)} ms ${String(byteLength).padStart(9)} bytes\n`,
		);
	};
	await look('page of all results', () => fetch(`${url}/hasil`));
	await look('page of the selection', () => fetch(`${url}/hasil/${selection}`));
	await look('page of a vacancy', () => fetch(`${url}/hasil/${selection}/${vacancy}`));
	await look('rows by the API, 5,000', () =>
		fetch(`${url}/api/v1/selections/${selection}/results?after=900000&limit=5000`),
	);
	const form = new URLSearchParams({ nomor: person.number, lahir: person.birthDate });
	await look("one's own result", () =>
		fetch(`${url}/hasil-saya`, { method: 'POST', body: form, headers: { origin: url } }),
	);
	await look('history of runs', () => committee.ask(`/panitia/hitung/${selection}`));
}

function verify(url: string): boolean {
	const start = performance.now();
	const { status, stdout, stderr } = spawnSync('npx', ['terang', 'verify', url, '--quiet'], {
		encoding: 'utf8',
	});
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	process.stdout.write(`terang verify ${seconds} s, status ${status}: ${stdout}${stderr}`);
	return status === 0;
}
