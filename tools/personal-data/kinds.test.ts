import { expect, it } from 'vitest';
import { judgeMarks, type Marks } from './kinds.ts';

const marks: Marks = {
	'a.person': {
		pseudonym: 'id',
		personal: { name: { holds: 'name', form: 'sealed' } },
		purpose: 'letters',
		ends: 'with the letter',
	},
};
const id = { table: 'a.person', column: 'id', type: 'text' };
const name = { table: 'a.person', column: 'name', type: 'bytea' };

it('finds nothing where every column has one mark', () => {
	expect(judgeMarks(marks, [id, name])).toEqual([]);
});

it('finds a column without a mark, and a mark without a column', () => {
	const email = { table: 'a.person', column: 'email', type: 'text' };
	expect(judgeMarks(marks, [id, email])).toEqual([
		{ code: 'unmarked', where: 'a.person.email' },
		{ code: 'no_such_column', where: 'a.person.name' },
	]);
});

it('finds a column that is said to be sealed and holds text', () => {
	expect(judgeMarks(marks, [id, { ...name, type: 'text' }])).toEqual([
		{ code: 'sealed_but_not_bytea', where: 'a.person.name' },
	]);
});

it('finds a column marked twice, and personal data without purpose or end', () => {
	const twice: Marks = { 'a.person': { ...marks['a.person'], internal: 'name', ends: '' } };
	expect(judgeMarks(twice, [id, name])).toEqual([
		{ code: 'marked_twice', where: 'a.person.name' },
		{ code: 'purpose_or_end_missing', where: 'a.person' },
	]);
});
