import { fromBase64Url } from '../base64.ts';
import { isKeyName, parseVkey } from '../note/keys.ts';
import { hashBytes } from '../sha256.ts';

/** One value of an entry: how it is checked, and how the specification describes it. */
export interface Field<Value> {
	readonly accepts: (value: unknown) => value is Value;
	readonly describe: string;
	readonly optional?: true;
}

function textField(form: RegExp, longest: number, describe: string): Field<string> {
	return {
		accepts: (value): value is string =>
			typeof value === 'string' && value.length <= longest && form.test(value),
		describe,
	};
}

/** SHA-256 or tree hash. */
export const digest: Field<string> = {
	accepts: (value): value is string =>
		typeof value === 'string' && fromBase64Url(value)?.length === hashBytes,
	describe: 'digest: 32 bytes as base64url without padding',
};

/** No spaces and no markup: these stand in addresses and file names. */
export const identifier = textField(
	/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/u,
	128,
	'identifier: 1 to 128 of `A-Z a-z 0-9 . _ : / -`, the first a letter or digit',
);

/** Short enough that an entry of two such texts stays within its limit in any script. */
export const sentence = textField(
	/^[^\p{Cc}\p{Cs}]+$/u,
	300,
	'text: 1 to 300 UTF-16 units on one line, no personal data',
);

export const version = textField(
	/^[0-9]+\.[0-9]+\.[0-9]+$/u,
	32,
	'version: three numbers with points',
);

export const count: Field<number> = {
	accepts: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
	describe: 'count: an integer from 0 to 2^53 − 1',
};

/** Numbers that begin with one: versions of a publication. */
export const ordinal: Field<number> = {
	accepts: (value): value is number => count.accepts(value) && value > 0,
	describe: 'ordinal: an integer from 1 to 2^53 − 1',
};

export const origin: Field<string> = {
	accepts: (value): value is string =>
		typeof value === 'string' && value.length <= 255 && isKeyName(value),
	describe: 'origin: the origin line of a log, at most 255 characters',
};

export const vkey: Field<string> = {
	accepts: (value): value is string => typeof value === 'string' && parseVkey(value).ok,
	describe: 'verifier key, C2SP signed-note',
};

export function oneOf<Word extends string>(...words: readonly Word[]): Field<Word> {
	return {
		accepts: (value): value is Word => (words as readonly unknown[]).includes(value),
		describe: `one of ${words.map((word) => `\`${word}\``).join(', ')}`,
	};
}

export function optional<Value>(field: Field<Value>): Field<Value> & { readonly optional: true } {
	return { ...field, describe: `optional ${field.describe}`, optional: true };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const mostCounts = 24;

/** For example how many people have which outcome. */
export const counts: Field<Readonly<Record<string, number>>> = {
	accepts: (value): value is Readonly<Record<string, number>> =>
		isRecord(value) &&
		Object.keys(value).length <= mostCounts &&
		Object.entries(value).every(
			([name, number]) => /^[A-Za-z][A-Za-z0-9_/-]{0,31}$/u.test(name) && count.accepts(number),
		),
	describe: `counts: at most ${mostCounts} names, each with a count`,
};

type Shape = Readonly<Record<string, Field<unknown>>>;

type OptionalName<S extends Shape> = {
	[Name in keyof S]: S[Name] extends { readonly optional: true } ? Name : never;
}[keyof S];

type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** The object type that a shape accepts. */
export type Shaped<S extends Shape> = {
	readonly [Name in Exclude<keyof S, OptionalName<S>>]: ValueOf<S[Name]>;
} & { readonly [Name in OptionalName<S>]?: ValueOf<S[Name]> };

/** Name of the first field that is missing, unknown or wrong; undefined where all is well. */
export function faultyField(shape: Shape, value: Readonly<Record<string, unknown>>) {
	for (const name of Object.keys(value)) if (!Object.hasOwn(shape, name)) return name;
	for (const [name, field] of Object.entries(shape)) {
		const present = Object.hasOwn(value, name);
		if (present ? !field.accepts(value[name]) : field.optional !== true) return name;
	}
	return undefined;
}

/** A nested object with fields of its own. */
export function object<S extends Shape>(shape: S): Field<Shaped<S>> {
	return {
		accepts: (value): value is Shaped<S> =>
			isRecord(value) && faultyField(shape, value) === undefined,
		describe: `object of ${Object.entries(shape)
			.map(([name, field]) => `\`${name}\` (${field.describe.split(':')[0] ?? ''})`)
			.join(', ')}`,
	};
}
