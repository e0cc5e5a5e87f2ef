/** The public form of the participants: orders among equals in place of GPA and birth date. */
import type { Files } from './input.ts';
import { compareKeys, type Standing } from './standing.ts';
import { rankNaively } from './naive.ts';
import { readTable, writeTable } from './table.ts';

/** Dense rank (1 = best) of `value` among `all`, higher is better. */
function denseRank(value: number, all: number[]): string {
	return String(1 + new Set(all.filter((other) => other > value)).size);
}

function equalsOf(standing: Standing, finishers: Standing[], keys: number): Standing[] {
	const head = standing.keys.slice(0, keys);
	return finishers.filter((other) => compareKeys(other.keys.slice(0, keys), head) === 0);
}

/** `age_order` or `gpa_order` of one finisher: the rank in key number `keys`, counted from 0. */
function orderOf(standing: Standing, finishers: Standing[], keys: number): string {
	const equals = equalsOf(standing, finishers, keys);
	const value = (one: Standing) => one.keys[keys] ?? 0;
	return equals.length < 2 ? '' : denseRank(value(standing), equals.map(value));
}

export function publiclyNaive(files: Files): Uint8Array {
	const { standings } = rankNaively(files);
	const finishers = standings.filter(({ final }) => final !== undefined);
	const orders = new Map(
		finishers.map((standing) => {
			const last = standing.keys.length - 1;
			const gpa = orderOf(standing, finishers, last - 1);
			return [standing.person.id, { gpa, age: orderOf(standing, finishers, last) }];
		}),
	);
	const rows = readTable(files.participants);
	const isCpns = rows.some((row) => row.has('skd_status'));
	const given = [...(rows[0]?.keys() ?? [])];
	const kept = given.filter((name) => name !== 'gpa' && name !== 'birth_date');
	const names = [...kept, ...(isCpns ? ['gpa_order'] : []), 'age_order'];
	const published = rows.map((row) => {
		const order = orders.get(row.get('participant_id') ?? '');
		return new Map([...row, ['gpa_order', order?.gpa ?? ''], ['age_order', order?.age ?? '']]);
	});
	return writeTable(names, published);
}
