import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CsvRecords } from '../../platform/tables/csv-records.ts';
import { judgeVacancy } from './listed-vacancy.ts';

const good: Readonly<Record<string, string>> = {
	vacancy_id: 'v-1',
	formation_type: 'umum',
	seats: '2',
	education_codes: '5100101|5100102|5100101',
	open_to_disability: 'Ya',
};
const judge = (changes: Readonly<Record<string, string>>, pppk = false) =>
	judgeVacancy((column) => ({ ...good, ...changes })[column] ?? '', pppk);
const codes = (changes: Readonly<Record<string, string>>) => {
	const judged = judge(changes);
	return judged.ok ? [] : judged.faults.map(({ column, code }) => `${column} ${code}`);
};

describe('a listed vacancy', () => {
	it('says what its row says, each education once', () => {
		const judged = judge({});
		expect(judged.ok && judged.vacancy).toMatchObject({
			seats: '2',
			openToDisability: true,
			educationCodes: ['5100101', '5100102'],
			salaryMin: null,
		});
	});

	it('may have any type of formation in a PPPK selection', () => {
		expect(judge({ formation_type: 'khusus' }, true).ok).toBe(true);
		expect(codes({ formation_type: 'khusus' })).toEqual(['formation_type unknown_formation_type']);
	});

	it.each([
		[{ vacancy_id: '' }, 'vacancy_id value_missing'],
		[{ seats: '' }, 'seats value_missing'],
		[{ seats: '-1' }, 'seats negative'],
		[{ seats: '1.5' }, 'seats not_an_integer'],
		[{ seats: '1000001' }, 'seats out_of_range'],
		[{ salary_min: '2', salary_max: '1' }, 'salary_max salary_reversed'],
		[{ open_to_disability: 'mungkin' }, 'open_to_disability not_yes_or_no'],
		[{ region_code: '7271' }, 'region_code malformed_region_code'],
		[{ education_codes: 'a b' }, 'education_codes malformed_education_code'],
		[{ title: 'a'.repeat(301) }, 'title too_long'],
		[{ title: 'a\u0007' }, 'title control_character'],
	])('is refused for %j', (changes, fault) => {
		expect(codes(changes)).toEqual([fault]);
	});

	it('the faulty example has every fault of a row', () => {
		const file = new URL('../../../../../examples/faulty/vacancies.csv', import.meta.url);
		const records = new CsvRecords();
		const [header, ...rows] = [...records.push(readFileSync(file, 'utf8')), ...records.end()];
		const found = rows.flatMap(({ cells }) => {
			const read = (column: string) => cells[header?.cells.indexOf(column) ?? -1] ?? '';
			const judged = judgeVacancy(read, false);
			return judged.ok ? [] : judged.faults.map(({ code }) => code);
		});
		expect(new Set(found).size).toBe(11);
	});
});
