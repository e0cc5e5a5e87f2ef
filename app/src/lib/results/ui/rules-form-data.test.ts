import { describe, expect, it } from 'vitest';
import { openedDocument, readRulesForm, withRow, withSpares } from './rules-form-data.ts';

const cat = { code: 'cat', max: '500', weight: '100', below: '' };
const empty = { code: '', max: '', weight: '', below: '' };

function fields(values: Readonly<Record<string, string>>): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(values)) data.append(name, value);
	return data;
}

describe('the fields of the rules', () => {
	it('are read as they stand, without the space around them', () => {
		const form = readRulesForm(
			fields({
				paket: 'cpns-2024',
				tahap: 'skd',
				pengisian: 'none',
				'rencana-0-0-kode': ' cat ',
				'rencana-0-0-maks': '500',
				'rencana-0-0-bobot': '100',
				'rencana-0-1-kode': '',
				'rencana-1-nama': 'guru',
				'rencana-1-0-kode': '',
			}),
			',',
		);
		expect(form).toEqual({
			pack: 'cpns-2024',
			stage: 'skd',
			plans: [
				{ name: '', rows: [cat, empty] },
				{ name: 'guru', rows: [empty] },
			],
			rounds: 'none',
			ownRounds: '',
			mark: ',',
		});
	});

	it('always have one spare row in each plan, and one spare plan', () => {
		const form = readRulesForm(fields({ 'rencana-0-0-kode': 'cat' }), '.');
		const shown = withSpares(form);
		expect(shown.plans.map(({ rows }) => rows.length)).toEqual([2, 1]);
		expect(withSpares(shown)).toEqual(shown);
		expect(withSpares(withRow(shown, 0)).plans[0]?.rows).toHaveLength(3);
	});

	it('rest on the document that was shown, on a newer one only by choice', () => {
		const sent = { dibuka: '{\r\n"a": 1}', terbaru: '{"a": 2}' };
		expect(openedDocument(fields({ ...sent, lakukan: 'simpan' }))).toBe('{\n"a": 1}');
		expect(openedDocument(fields({ ...sent, lakukan: 'timpa' }))).toBe('{"a": 2}');
		expect(openedDocument(fields({}))).toBe('');
	});
});
