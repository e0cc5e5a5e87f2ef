import { ed25519 } from '@noble/curves/ed25519.js';
import {
	checkpointBody,
	createMemoryTree,
	createSha256,
	encodeEntry,
	formatNote,
	formatProof,
	formatVkey,
	leafHash,
	makeCosignature,
	sha256,
	signatureTypes,
	signNote,
	toBase64Url,
	verifierKey,
} from '@terang/ledger';
import { engineVersion, formatReport, fromBytes, packBytes, rank } from '@terang/rules';
import { buildManifest, checkpointFile, manifestFile, proofFile } from '../src/index.ts';

/** A whole publication in memory, as an operator would make it: the tests then spoil one thing. */

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const inputs = {
	'selection.json': JSON.stringify({
		id: 'cpns-2024-contoh',
		pack: 'cpns-2024',
		skb: [{ code: 'cat', max: 500, weight: '1' }],
		fill_rounds: [],
	}),
	'vacancies.csv': [
		'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats',
		'V1,A,P,E,U1,umum,1',
		'V2,A,P,E,U2,umum,1',
		'',
	].join('\n'),
	'participants.csv': [
		'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb_cat,gpa_order,age_order,preferences',
		'P1,V1,MS,hadir,100,120,190,hadir,400,,,',
		'P2,V1,MS,hadir,95,115,185,hadir,390,,,',
		'P3,V2,MS,hadir,90,110,180,hadir,380,,,',
		'P4,V2,TMS,,,,,,,,,',
		'',
	].join('\n'),
	'decisions.csv': 'vacancy_id,participant_id,decision,authority,reason\n',
};

export const secret = new Uint8Array(32).fill(7);
const witnessSecret = new Uint8Array(32).fill(9);
const origin = 'example.test/log';
const key = verifierKey(origin, signatureTypes.ed25519, ed25519.getPublicKey(secret));
const witnessKey = verifierKey(
	'witness.test',
	signatureTypes.cosignatureV1,
	ed25519.getPublicKey(witnessSecret),
);

export const vkey = formatVkey(key);
export const policy = [`log ${vkey}`, `witness w ${formatVkey(witnessKey)}`, 'quorum w', ''].join(
	'\n',
);

function dataFiles(): Map<string, Uint8Array> {
	const files = new Map(Object.entries(inputs).map(([name, text]) => [name, bytes(text)]));
	const source = (name: keyof typeof inputs) => fromBytes(name, bytes(inputs[name]));
	const ranking = rank(
		{
			selection: source('selection.json'),
			vacancies: source('vacancies.csv'),
			participants: source('participants.csv'),
			decisions: source('decisions.csv'),
		},
		{ createSha256 },
	);
	if (ranking.kind !== 'ranked') throw new Error(JSON.stringify(ranking));
	const results = [...ranking.results()].map((chunk) => new TextDecoder().decode(chunk)).join('');
	files.set('results.csv', bytes(results));
	files.set('report.json', formatReport(ranking.report()));
	files.set('pack.json', packBytes('cpns-2024') ?? new Uint8Array());
	return files;
}

/**
 * Publishes the example. `spoil` changes the data files before they are bound, as an operator who
 * cheats would; whoever spoils the answer cheats afterwards.
 */
export async function publish(
	spoil: (files: Map<string, Uint8Array>) => void = () => undefined,
	entry: { selection: string; version: number } = { selection: 'cpns-2024-contoh', version: 1 },
): Promise<Map<string, Uint8Array>> {
	const files = dataFiles();
	spoil(files);
	const manifest = buildManifest({
		selection: 'cpns-2024-contoh',
		version: 1,
		previous: null,
		files,
		log: { origin, vkey, url: '/log/2026/', entries: { 'ranking.run': [0] } },
		engineVersion,
		sha256,
	});
	const leaf = encodeEntry({
		v: 1,
		t: 'result.published',
		s: 'selection/cpns-2024-contoh',
		q: 1,
		at: '2026-11-21T03:00:00.000Z',
		p: { ...entry, manifest: toBase64Url(sha256(manifest)) },
	});
	const checkpoint = await signedHead([bytes('first'), leaf, bytes('third')]);
	const bundle = new Map([...files, [manifestFile, manifest]]);
	bundle.set(checkpointFile, bytes(checkpoint.text));
	bundle.set(
		proofFile,
		bytes(
			formatProof({
				extra: leaf,
				index: 1,
				hashes: checkpoint.tree.inclusionProof(1),
				checkpoint: checkpoint.text,
			}),
		),
	);
	return bundle;
}

async function signedHead(leaves: readonly Uint8Array[]) {
	const tree = createMemoryTree();
	for (const leaf of leaves) tree.append(leafHash(leaf));
	const body = checkpointBody({ origin, size: tree.size, root: tree.root() });
	const own = await signNote(body, key, (message) => ed25519.sign(message, secret));
	const seen = await makeCosignature(witnessKey, 1_790_000_000, body, (message) =>
		ed25519.sign(message, witnessSecret),
	);
	return { tree, text: formatNote(body, [own, seen]) };
}
