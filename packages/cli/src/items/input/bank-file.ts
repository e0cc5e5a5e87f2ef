import type { BankItem, Blueprint } from '@terang/psychometrics';
import { readWhole } from '../../files.ts';
import { parametersOf } from './parameter-file.ts';
import { FaultList } from './refused.ts';
import { numberOf, readTable } from './table.ts';

/** A bank: the columns of calibrated parameters, and `section`, `topic`, `seconds`. */
export function readBank(file: string): readonly BankItem[] {
	const table = readTable(file, ['item', 'section', 'topic', 'seconds', 'model', 'slope', 'd1']);
	const faults = new FaultList(file);
	const items: BankItem[] = [];
	for (const row of table.rows) {
		for (const column of ['item', 'section', 'topic']) {
			if (row.cell(column) === '') faults.add(row.line, column, 'value_missing', '');
		}
		const seconds = numberOf(row.cell('seconds'));
		if (seconds === undefined) faults.add(row.line, 'seconds', 'not_a_number', row.cell('seconds'));
		const parameters = parametersOf(row, table.columns, faults);
		if (parameters === undefined || seconds === undefined) continue;
		const [id, section, topic] = [row.cell('item'), row.cell('section'), row.cell('topic')];
		items.push({ id, section, topic, seconds, parameters });
	}
	if (items.length === 0) faults.add(1, '', 'no_items', '');
	faults.settle();
	return items;
}

/** A blueprint as JSON with the fields of `Blueprint`; its values are judged by the package. */
export function readBlueprint(file: string): Blueprint {
	const faults = new FaultList(file);
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder().decode(readWhole(file)));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		faults.add(1, '', 'not_json', error.message);
		faults.settle();
	}
	const given = value as Partial<Record<keyof Blueprint, unknown>> | null;
	for (const field of ['forms', 'maxUses', 'maxOverlap'] as const) {
		if (typeof given?.[field] !== 'number')
			faults.add(1, field, 'not_a_number', String(given?.[field]));
	}
	for (const field of ['sections', 'enemies'] as const) {
		if (!Array.isArray(given?.[field])) faults.add(1, field, 'not_a_list', String(given?.[field]));
	}
	faults.settle();
	const sections = (given as { sections: readonly Record<string, unknown>[] }).sections;
	for (const [at, section] of sections.entries()) {
		const place = `sections[${at}]`;
		if (typeof section['id'] !== 'string') faults.add(1, `${place}.id`, 'value_missing', '');
		if (typeof section['count'] !== 'number') faults.add(1, `${place}.count`, 'not_a_number', '');
		if (typeof section['topics'] !== 'object' || section['topics'] === null) {
			faults.add(1, `${place}.topics`, 'not_an_object', '');
		}
		for (const field of ['informationAt', 'scoreAt']) {
			const abilities = section[field];
			const numbers =
				Array.isArray(abilities) && abilities.every((theta) => typeof theta === 'number');
			if (!numbers) faults.add(1, `${place}.${field}`, 'not_a_list_of_numbers', '');
		}
	}
	faults.settle();
	return given as Blueprint;
}
