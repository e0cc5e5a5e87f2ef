import {
	canonicalBytes,
	commit,
	createLeafHasher,
	createMemoryTree,
	type MemoryTree,
	toBase64Url,
} from '@terang/ledger';
import { createHmac, randomBytes } from 'node:crypto';
import { copyLine } from '../../../platform/tables/copy-lines.ts';
import type { CopyRow } from '../../../platform/tables/kind.ts';
import type { ResultRow } from '../../contract.ts';
import { decisionsOf } from '../../domain/entries.ts';
import { parseNamed } from '../../domain/results-file.ts';
import { competenceColumns, competenceOf, resultKind } from '../../domain/result-kind.ts';
import { createTally, type Tally } from '../../domain/tally.ts';
import { blocksOfTree } from '../dataset-blocks.server.ts';
import type { FileSet } from '../files.server.ts';
import { sealName, sealOpening } from '../personal.server.ts';
import type { PublicationKey } from '../publications.store.server.ts';
import { getFile, nodeSha256, runRules, textOf } from '../ranking.server.ts';
import type { PublicationSummary, SkbComponent } from '../results.tables.server.ts';
import { openKept } from './kept.server.ts';
import { type Named, namedOf, Pieces, SpannedTable } from './records.server.ts';
import { stepOf, type ThreadSide } from './side.server.ts';
import { type RecordInput, type RecordOutput, recordTargets } from './tasks.server.ts';

/**
 * Everything that is recorded of a version, table after table: rows, vacancies, names, commitments.
 * Salts are drawn here and nowhere else.
 */
export async function record(side: ThreadSide, input: RecordInput): Promise<RecordOutput> {
	const files = await openKept(side, input.kept);
	const run = runRules(files, stepOf(side, 0, 0.2));
	if (run.kind === 'refused') throw new Error('files that were received are refused');
	const key = { selectionId: input.kept.selectionId, version: input.version };
	const tally = createTally(namedOf(getFile(files, 'vacancies.csv')));
	const competence = competenceByNumber(files);
	const counted = await giveRows(side, key, { rows: run.rows(), competence }, tally);
	await giveVacancies(side, key, tally);
	await givePeople(side, key, namedOf(getFile(files, 'people.csv')));
	const onShare = stepOf(side, 0.4, 1);
	const tree = await giveCommitments(side, key, getFile(files, 'participants.csv'), onShare);
	const digest = (name: string) => toBase64Url(nodeSha256(getFile(files, name)));
	return {
		participants: counted.participants,
		root: tree.root(),
		blocks: blocksOfTree(tree),
		results: new Uint8Array(nodeSha256(run.results)),
		inputs: {
			selection: digest('selection.json'),
			vacancies: digest('vacancies.csv'),
			participants: digest('participants.csv'),
			decisions: digest('decisions.csv'),
		},
		counts: tally.outcomes(),
		summary: summarise(files, counted, tally),
	};
}

interface Counted {
	readonly participants: number;
	readonly attended: number;
}

async function giveRows(
	side: ThreadSide,
	key: PublicationKey,
	given: {
		readonly rows: Iterable<ResultRow>;
		readonly competence: (participantId: string) => readonly string[];
	},
	tally: Tally,
): Promise<Counted> {
	const give = giver(side, recordTargets.row);
	const version = String(key.version);
	let participants = 0;
	let attended = 0;
	for (const row of given.rows) {
		tally.add(row);
		if (row.skdTotal !== '' || row.final !== '') attended += 1;
		const { participantId, vacancyId, outcome, skdTotal, skd100, skb100, final } = row;
		const marks = [skdTotal, skd100, skb100, final, row.rankSkd, row.rankFinal];
		const place = [row.placedVacancyId, row.placement, row.reason];
		const position = String(participants);
		const who = [key.selectionId, version, position, participantId, vacancyId, outcome];
		participants += 1;
		await give.row([...who, ...marks, ...place, ...given.competence(participantId)]);
	}
	await give.end();
	return { participants, attended };
}

const noCompetence = competenceColumns.map(() => '');

/** What a PPPK selection is ordered by, for each person in any order; nothing in other selections. */
function competenceByNumber(files: FileSet): (participantId: string) => readonly string[] {
	const selection = JSON.parse(textOf(files, 'selection.json')) as SelectionJson;
	if (resultKind(selection) !== 'pppk') return () => noCompetence;
	const table = new SpannedTable(getFile(files, 'participants.csv'));
	const places = new Map<string, number>();
	for (let at = 0; at < table.count; at += 1) places.set(table.row(at)['participant_id'] ?? '', at);
	return (participantId) => {
		const at = places.get(participantId);
		if (at === undefined) return noCompetence;
		const competence = competenceOf(table.row(at));
		return competenceColumns.map((column) => competence[column]);
	};
}

async function giveVacancies(side: ThreadSide, key: PublicationKey, tally: Tally): Promise<void> {
	const give = giver(side, recordTargets.vacancy);
	for (const one of tally.vacancies()) {
		const { seats, filled, applicants, eligible, passed, shortlisted, seated } = one;
		const counts = [seats, filled, applicants, eligible, passed, shortlisted, seated].map(String);
		const kind = [one.vacancyId, one.formationType, one.specialJob, one.skbPlan];
		const cut = one.shortlistCut ?? null;
		await give.row([key.selectionId, String(key.version), ...kind, ...counts, cut]);
	}
	await give.end();
}

/** Pairs of number and sealed name as a JSON array: people of an earlier version are there already. */
async function givePeople(
	side: ThreadSide,
	key: PublicationKey,
	people: Iterable<Named>,
): Promise<void> {
	let pairs: (readonly [string, string])[] = [];
	const give = async () => {
		if (pairs.length === 0) return;
		await side.give(recordTargets.person, new TextEncoder().encode(JSON.stringify(pairs)));
		pairs = [];
	};
	for (const person of people) {
		const number = person['participant_id'] ?? '';
		const place = { selection_id: key.selectionId, participant_id: number };
		pairs.push([number, sealName(side.sealing, place, person['name'] ?? '').toString('hex')]);
		if (pairs.length === 2_000) await give();
	}
	await give();
}

/** Leaves in the byte order of the participant numbers. */
async function giveCommitments(
	side: ThreadSide,
	key: PublicationKey,
	participants: Uint8Array,
	onShare: (share: number) => void,
): Promise<MemoryTree> {
	const give = giver(side, recordTargets.commitment);
	const tree = createMemoryTree(nodeSha256);
	const hashLeaf = createLeafHasher(nodeSha256);
	const table = new SpannedTable(participants);
	const order = orderByNumber(table);
	for (const [index, at] of order.entries()) {
		const salt = randomBytes(32);
		const record = table.row(at);
		const number = record['participant_id'] ?? '';
		const commitment = commit('participant', record, salt, hmac);
		tree.append(hashLeaf(commitment));
		const place = {
			selection_id: key.selectionId,
			version: key.version,
			participant_id: number,
		};
		const text = new TextDecoder().decode(canonicalBytes(record));
		const opening = sealOpening(side.sealing, place, { salt, record: text });
		const head = [key.selectionId, String(key.version), String(index), number];
		await give.row([...head, bytea(commitment), bytea(opening)]);
		if (index % 1_000 === 0) onShare(index / order.length);
	}
	await give.end();
	return tree;
}

/** Row numbers in the order of UTF-8 bytes, which for ASCII is that of the strings. */
function orderByNumber(table: SpannedTable): Uint32Array {
	const numbers = Array.from({ length: table.count }, (_, at) => table.row(at)['participant_id']);
	const ascii = numbers.every((number = '') => /^[\u0000-\u007f]*$/u.test(number));
	const compare = ascii
		? (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
		: (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
	return Uint32Array.from(numbers.keys()).sort((a, b) =>
		compare(numbers[a] ?? '', numbers[b] ?? ''),
	);
}

const hmac = (key: Uint8Array, message: Uint8Array): Buffer =>
	createHmac('sha256', key).update(message).digest();

const bytea = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

/** Lines of COPY for one table, given in pieces. */
function giver(side: ThreadSide, target: number) {
	const pieces = new Pieces();
	return {
		async row(row: CopyRow): Promise<void> {
			const piece = pieces.add(copyLine(row));
			if (piece !== undefined) await side.give(target, piece);
		},
		end: () => side.give(target, pieces.take()),
	};
}

interface SelectionJson {
	readonly pack: string;
	readonly stage?: string;
	readonly skb?: readonly SkbComponent[];
	readonly skb_plans?: Readonly<Record<string, readonly SkbComponent[]>>;
}

function summarise(files: FileSet, counted: Counted, tally: Tally): PublicationSummary {
	const selection = JSON.parse(textOf(files, 'selection.json')) as SelectionJson;
	const vacancies = tally.vacancies();
	const sum = (column: 'seats' | 'filled' | 'eligible' | 'passed' | 'shortlisted') =>
		vacancies.reduce((total, vacancy) => total + vacancy[column], 0);
	return {
		...counted,
		seats: sum('seats'),
		filled: sum('filled'),
		eligible: sum('eligible'),
		passed: sum('passed'),
		shortlisted: sum('shortlisted'),
		pack: selection.pack,
		...(selection.stage === undefined ? {} : { stage: selection.stage }),
		skbPlans: { '': selection.skb ?? [], ...selection.skb_plans },
		decisions: decisionsOf(parseNamed(textOf(files, 'decisions.csv'))),
	};
}
