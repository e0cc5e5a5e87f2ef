import { auditLog, createLogReader } from '@terang/ledger';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { KilledInstallation } from './killing.ts';

/** What a kill could leave half done or double, and no page would show. */

const terang = path.resolve(import.meta.dirname, '../../../packages/cli/bin/terang.js');

/** A file is in effect with all of its rows, or not at all with none; each is in effect once. */
export async function expectWholeImports(at: KilledInstallation): Promise<void> {
	for (const [kind, rows] of [
		['vacancies', 'vacancies.listed'],
		['participants', 'results.participant'],
		['marks', 'results.mark'],
		['decisions', 'results.imported_decision'],
	] as const) {
		const stray = `${rows} where import_id not in (
			select id from imports.file where state in ('applied', 'ready') and kind = '${kind}')`;
		expect(await at.count(stray), `rows of no file: ${kind}`).toBe(0);
		const short = `imports.file file where state in ('applied', 'ready') and kind = '${kind}'
			and rows <> (select count(*) from ${rows} where import_id = file.id)`;
		expect(await at.count(short), `files without all rows: ${kind}`).toBe(0);
	}
	const same = `select from imports.file where state = 'applied' group by kind, scope_id, digest`;
	expect(await at.count(`(${same} having count(*) > 1) twice`)).toBe(0);
	expect(await at.count(`imports.file where state = 'checking'`)).toBe(0);
}

/** Each version has its rows, its signature and its entries, however often it was begun. */
export async function expectWholeVersions(
	at: KilledInstallation,
	versions: number,
	participants: number,
): Promise<void> {
	expect(await at.count(`results.publication where state = 'published'`)).toBe(versions);
	expect(await at.count('results.publication')).toBe(versions);
	expect(await at.count(`results.approval where state = 'approved'`)).toBe(versions);
	expect(await at.count('results.approval')).toBe(versions);
	const wrong = `select from results.row group by selection_id, version having count(*) <> ${participants}`;
	expect(await at.count(`(${wrong}) wrong`)).toBe(0);
	for (const type of [
		'result.approved',
		'participants.committed',
		'ranking.run',
		'result.published',
	]) {
		expect(await at.count(`ledger.entry where type = '${type}'`), type).toBe(versions);
	}
	expect(await at.count(`results.run where state in ('waiting', 'ranking', 'failed')`)).toBe(0);
}

/** No entry says what another one says, none waits, and the log's own audit finds nothing. */
export async function expectWholeLog(at: KilledInstallation): Promise<void> {
	const said = `convert_from(bytes, 'UTF8')::jsonb -> 'p'`;
	const same = `select from ledger.entry group by log_id, stream, type, ${said}`;
	expect(await at.count(`(${same} having count(*) > 1) twice`), 'entries said twice').toBe(0);
	expect(await at.count('ledger.pending')).toBe(0);
	const log = `${await at.url()}/log/${new Date().getUTCFullYear()}`;
	const reader = createLogReader({
		fetch: async (file) => {
			const answer = await fetch(`${log}/${file}`);
			return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
		},
		vkey: await (await fetch(`${log}/vkey`)).text().then((text) => text.trim()),
	});
	expect((await auditLog(reader)).findings).toEqual([]);
	expect(runTerang('log', 'verify', `${log}/`)).toBe(0);
}

/** The site, and each folder of it, as anybody checks them. */
export async function expectVerified(at: KilledInstallation): Promise<void> {
	expect(runTerang('verify', `${await at.url()}/`)).toBe(0);
	for (const folder of versionFolders(at)) expect(runTerang('verify', folder), folder).toBe(0);
}

function runTerang(...args: readonly string[]): number | null {
	const { status, stderr } = spawnSync(process.execPath, [terang, ...args, '--quiet'], {
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`terang ${args.join(' ')} ends with ${status}: ${stderr}`);
	return status;
}

function versionFolders({ places }: KilledInstallation): readonly string[] {
	return readdirSync(places.publicData, { recursive: true, withFileTypes: true })
		.filter((one) => one.isDirectory() && /^v\d+$/u.test(one.name))
		.map((one) => path.join(one.parentPath, one.name));
}

/** Every letter of the outbox went out, and none a second time. */
export async function expectLettersOnce(at: KilledInstallation): Promise<void> {
	expect(await at.count('notifications.mail where sent_at is null')).toBe(0);
	const names = readdirSync(at.places.mails);
	expect(names.filter((name) => !name.endsWith('.eml'))).toEqual([]);
	expect(names.length).toBe(await at.count('notifications.mail'));
	const letters = names.map((name) =>
		readFileSync(path.join(at.places.mails, name), 'utf8').replaceAll(
			/^(?:Date|Message-ID): .*$/gmu,
			'',
		),
	);
	expect(new Set(letters).size).toBe(letters.length);
}

/** Nothing that is not finished, and nothing that no row names. */
export async function expectNoLeftovers(at: KilledInstallation): Promise<void> {
	const { aside, inputs, publicData, uploads } = at.places;
	expect(filesBelow(path.join(aside, 'results'))).toEqual([]);
	expect(filesBelow(uploads)).toEqual([]);
	const [selection = '', ...others] = readdirSync(publicData).filter((one) => one !== 'index.json');
	expect(others).toEqual([]);
	const shown = versionFolders(at).flatMap((folder) => {
		const name = path.basename(folder);
		return [name, `${name}.zip`];
	});
	expect(readdirSync(path.join(publicData, selection)).toSorted()).toEqual(shown.toSorted());
	expect(readdirSync(path.join(inputs, '.sealed'))).toEqual([]);
	const named = await at.query<{ digest: string }>(`
		select encode(input_digest, 'hex') as digest from results.publication
		union select encode(input_digest, 'hex') from results.run where state = 'done'`);
	const known = new Set(named.map(({ digest }) => digest));
	const kept = readdirSync(path.join(inputs, selection)).map((name) => name.replace('.data', ''));
	expect(kept.filter((name) => !known.has(name))).toEqual([]);
}

function filesBelow(place: string): readonly string[] {
	return readdirSync(place, { recursive: true, withFileTypes: true })
		.filter((one) => one.isFile())
		.map((one) => path.join(one.parentPath, one.name));
}
