import { createSha256, sha256 } from '@terang/ledger';
import { formatReport, fromBytes, packBytes, rank } from '@terang/rules';
import type { ComputeApproval, ComputedApproval } from './approve/protocol.ts';

/** Ranks what is to be approved in the approver's own browser, from the files themselves. */

async function fetchFile(folder: string, name: string): Promise<Uint8Array> {
	const answer = await fetch(`${folder}/${name}`);
	if (!answer.ok) throw new Error(`${name} could not be fetched`);
	return new Uint8Array(await answer.arrayBuffer());
}

async function compute({ folder }: ComputeApproval): Promise<ComputedApproval> {
	const names = ['selection.json', 'vacancies.csv', 'participants.csv', 'decisions.csv'] as const;
	const files = new Map<string, Uint8Array>();
	for (const name of [...names, 'pack.json']) files.set(name, await fetchFile(folder, name));
	const source = (name: string) => fromBytes(name, files.get(name) ?? new Uint8Array());
	const ranking = rank(
		{
			selection: source('selection.json'),
			vacancies: source('vacancies.csv'),
			participants: source('participants.csv'),
			decisions: source('decisions.csv'),
		},
		{ createSha256 },
	);
	if (ranking.kind !== 'ranked') throw new Error('the files cannot be ranked');
	const results = createSha256();
	for (const chunk of ranking.results()) results.update(chunk);
	const text = new TextDecoder().decode(files.get('selection.json'));
	const { pack } = JSON.parse(text) as { pack: string };
	return {
		kind: 'computed',
		results: hex(results.digest()),
		report: hex(sha256(formatReport(ranking.report()))),
		packIsOurs:
			hex(sha256(packBytes(pack) ?? new Uint8Array())) ===
			hex(sha256(files.get('pack.json') ?? new Uint8Array())),
	};
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

addEventListener('message', (event: MessageEvent<ComputeApproval>) => {
	compute(event.data).then(
		(computed) => {
			postMessage(computed);
		},
		() => {
			postMessage({ kind: 'failed' } satisfies ComputedApproval);
		},
	);
});
