import { describe, expect, it } from 'vitest';
import { describeError, errorText } from './described-error.ts';

const nik = '7271010101900001';

/** As the driver of PostgreSQL makes it. */
function fromDatabase(message: string): Error {
	return Object.assign(new Error(message), {
		severity: 'ERROR',
		code: '23505',
		detail: `Key (nik)=(${nik}) already exists.`,
		table: 'person',
		constraint: 'person_nik',
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		return error;
	}
}

describe('what is said of an error', () => {
	it.each([
		['of the database', fromDatabase(`duplicate key (nik)=(${nik})`)],
		['of the database, as the cause', new Error('saving failed', { cause: fromDatabase(nik) })],
		[
			'of the database, whose value looks like a frame',
			fromDatabase(`invalid input: "x\n    at ${nik} (row)"`),
		],
		['of a parser', parsed(`${nik} Kenari`)],
		[
			'of a mail server',
			Object.assign(new Error(`550 <${nik}@x.example> unknown`), { responseCode: 550 }),
		],
		['that is none', `${nik} was thrown`],
	])('%s holds no value', (_name, error) => {
		expect(JSON.stringify(describeError(error))).not.toContain(nik);
		expect(errorText(error)).not.toContain(nik);
	});

	it('of the database leads to where it happened', () => {
		const said = JSON.stringify(describeError(new Error('x', { cause: fromDatabase(nik) })));
		for (const part of ['23505', 'person_nik', 'described-error.test']) {
			expect(said).toContain(part);
		}
	});

	it('of the program’s own says what it was', () => {
		const text = errorText(new TypeError('seats is not a number', { cause: fromDatabase(nik) }));
		expect(text).toMatch(/^TypeError: seats is not a number\n\s+at /u);
		expect(text).toContain('\ncause: Error: 23505');
	});
});
