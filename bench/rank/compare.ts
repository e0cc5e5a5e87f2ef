/** A race to different answers is void: every row of both sides is compared where the SQL has one. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Comparison {
	rows: number;
	/** People whom only our side moves, by fill rounds. */
	moved: number;
	/** Vacancies with more threshold passers than places, and those whose cut ties. */
	cuts: number;
	tiedCuts: number;
}

async function* linesOf(file: string): AsyncGenerator<string> {
	for await (const line of createInterface({
		input: createReadStream(file),
		crlfDelay: Infinity,
	})) {
		yield line;
	}
}

/** Columns before `reason`; whoever a fill round moved is set back to what they were before it. */
function beforeRounds(line: string): { row: string; moved: boolean } {
	const fields = line.split(',').slice(0, 11);
	if (fields[10]?.startsWith('L-') !== true) return { row: fields.join(','), moved: false };
	return {
		row: [...fields.slice(0, 2), 'P/TL', ...fields.slice(3, 9), '', ''].join(','),
		moved: true,
	};
}

async function seatsOf(file: string): Promise<Map<string, number>> {
	const seats = new Map<string, number>();
	for await (const line of linesOf(file)) {
		const fields = line.split(',');
		seats.set(fields[0] ?? '', Number(fields[6]));
	}
	return seats;
}

class Cuts {
	/** Threshold passers and those among them who go on, by vacancy. */
	private readonly counts = new Map<string, { passed: number; listed: number }>();

	add(row: string): void {
		const [, vacancy = '', outcome, , , , , rankSkd] = row.split(',');
		if (rankSkd === '' || rankSkd === undefined) return;
		const count = this.counts.get(vacancy) ?? { passed: 0, listed: 0 };
		this.counts.set(vacancy, count);
		count.passed++;
		if (outcome !== 'P') count.listed++;
	}

	total(seats: ReadonlyMap<string, number>): { cuts: number; tiedCuts: number } {
		let cuts = 0;
		let tiedCuts = 0;
		for (const [vacancy, { passed, listed }] of this.counts) {
			const places = 3 * (seats.get(vacancy) ?? 0);
			if (passed > places) cuts++;
			if (listed > places) tiedCuts++;
		}
		return { cuts, tiedCuts };
	}
}

/** Compares two result files row by row; the first difference throws. */
export async function compare(ours: string, rival: string, vacancies: string): Promise<Comparison> {
	const theirs = linesOf(rival);
	const cuts = new Cuts();
	let rows = 0;
	let moved = 0;
	for await (const line of linesOf(ours)) {
		const own = beforeRounds(line);
		const other = (await theirs.next()).value as string | undefined;
		if (rows > 0) cuts.add(own.row);
		const same =
			rows === 0 ? other?.split(',').slice(0, 11).join(',') === own.row : other === own.row;
		if (!same) throw new Error(`line ${rows + 1}: ours ${own.row}, SQL ${String(other)}`);
		rows++;
		if (own.moved) moved++;
	}
	if ((await theirs.next()).done !== true) throw new Error('the SQL has more rows');
	return { rows: rows - 1, moved, ...cuts.total(await seatsOf(vacancies)) };
}
