import { canonicalBytes } from '@terang/ledger';
import { decisionsOf } from '../../domain/entries.ts';
import { tellsOfPerson } from '../../domain/public-text.ts';
import { parseNamed } from '../../domain/results-file.ts';
import { areAsApproved, dataFilesOf, digestsOf } from '../bundle.server.ts';
import { createFolder, type FileSet } from '../files.server.ts';
import { inputFolder, inputNames, sealInput } from '../input-files.server.ts';
import { getFile, nodeSha256, runRules, textOf } from '../ranking.server.ts';
import { parseRules } from '../../domain/selection-document.ts';
import { openKept } from './kept.server.ts';
import { namedOf, recordsOf } from './records.server.ts';
import type { ThreadSide } from './side.server.ts';
import type {
	JudgeInput,
	Judgement,
	ReceiveInput,
	ReceiveOutput,
	TellsInput,
} from './tasks.server.ts';

/** Whether the files could be published as they are. */
export async function judge(side: ThreadSide, input: JudgeInput): Promise<Judgement> {
	return judgeFiles(input, await openKept(side, input.kept));
}

/** Keeps files that could be published in a folder under their digest; of others nothing is kept. */
export async function receive(side: ThreadSide, input: ReceiveInput): Promise<ReceiveOutput> {
	const files = 'digest' in input.files ? await openKept(side, input.files) : input.files;
	const judgement = judgeFiles(input, files);
	if (!judgement.ok) return judgement;
	const digests = inputNames.map((name) => [
		name,
		nodeSha256(getFile(files, name)).toString('hex'),
	]);
	const { correction, selectionId } = input;
	const digest = nodeSha256(canonicalBytes({ files: digests, correction }));
	const kept = sealInput(side.sealing, selectionId, digest, files);
	const path = inputFolder({ inputs: input.folder }, selectionId, digest);
	await createFolder(path, kept, { aside: input.aside, mode: 0o700 });
	return { ok: true, digest: digest.toString('hex') };
}

function judgeFiles(input: Omit<JudgeInput, 'kept'>, files: FileSet): Judgement {
	const ranked = judgeRanking(input.approvedFiles, files);
	if (ranked !== undefined) return ranked;
	const { id } = JSON.parse(textOf(files, 'selection.json')) as { readonly id: string };
	if (id !== input.selectionId) return { ok: false, code: 'results.selection_differs', found: id };
	const participantId = findNameless(files);
	if (participantId !== undefined) {
		return { ok: false, code: 'results.name_missing', participantId };
	}
	const decisions = decisionsOf(parseNamed(textOf(files, 'decisions.csv')));
	const texts = [
		...decisions.flatMap((decision) => [decision.authority, decision.reason]),
		...input.texts,
	];
	// What goes into the log is short, on one line and about nobody; found now, because later is in a
	// transaction.
	const found = texts.find((text) => !/^[^\p{Cc}\p{Cs}]{1,300}$/u.test(text));
	if (found !== undefined) return { ok: false, code: 'results.text_not_loggable', found };
	return tellOf(files, texts) ? { ok: false, code: 'results.text_personal' } : { ok: true };
}

/** Whether a text tells of a person, of those above all whom the files name. */
export async function tells(side: ThreadSide, { kept, texts }: TellsInput): Promise<boolean> {
	return tellOf(await openKept(side, kept, ['people.csv']), texts);
}

/** All texts in one pass over the names: there may be a million of them. */
function tellOf(files: FileSet, texts: readonly string[]): boolean {
	const together = [...new Set(texts)].join(' | ');
	return together !== '' && tellsOfPerson(together, namesIn(files));
}

function namesIn(files: FileSet): readonly string[] {
	return Array.from(namedOf(getFile(files, 'people.csv')), (person) => person['name'] ?? '');
}

function judgeRanking(
	approved: JudgeInput['approvedFiles'],
	files: FileSet,
): Judgement | undefined {
	const rules = parseRules(textOf(files, 'selection.json'));
	if (approved === undefined || rules === undefined) {
		const run = runRules(files);
		if (run.kind === 'refused') return refusedInput(run);
		return run.openTies.length > 0 ? openTies(run.openTies) : undefined;
	}
	const made = dataFilesOf(files, rules.pack);
	if (made.kind === 'refused') return refusedInput(made);
	if (made.openTies.length > 0) return openTies(made.openTies);
	if (areAsApproved(digestsOf(made.files), approved)) return undefined;
	return { ok: false, code: 'results.not_as_approved' };
}

type Refused = Extract<ReturnType<typeof runRules>, { kind: 'refused' }>;
type Ties = Extract<Judgement, { code: 'results.tie_unresolved' }>['ties'];

const refusedInput = ({ faults, total }: Refused): Judgement => ({
	ok: false,
	code: 'results.input_refused',
	faults,
	total,
});
const openTies = (ties: Ties): Judgement => ({ ok: false, code: 'results.tie_unresolved', ties });

/** Somebody who takes part and has no name to be shown by. */
function findNameless(files: FileSet): string | undefined {
	const named = new Set<string>();
	for (const id of idsOf(getFile(files, 'people.csv'))) named.add(id);
	for (const id of idsOf(getFile(files, 'participants.csv'))) if (!named.has(id)) return id;
	return undefined;
}

function* idsOf(table: Uint8Array): Generator<string> {
	let column: number | undefined;
	for (const cells of recordsOf(table)) {
		if (column === undefined) column = cells.indexOf('participant_id');
		else yield cells[column] ?? '';
	}
}
