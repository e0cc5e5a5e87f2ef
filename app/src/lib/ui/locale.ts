import { getLocale } from '$lib/paraglide/runtime';
import * as m from '$lib/paraglide/messages';
import * as format from './format.ts';
import type { Locale, Zone } from './format.ts';

/** The formatting module, bound to the language of the page that is being written. */

/** Address of a page in one language: Indonesian stands at the root, English under `/en`. */
export function hrefIn(locale: Locale, path: string): string {
	if (locale === 'id') return path;
	return path === '/' ? '/en' : `/en${path}`;
}

/** Address of a page in the language of the reader. */
export function href(path: string): string {
	return hrefIn(getLocale(), path);
}

export function pick(text: { readonly id: string; readonly en: string }): string {
	return text[getLocale()];
}

export function num(value: number): string {
	return format.formatNumber(value, getLocale());
}

/** A number of people as a statistic shows it; see ADR 0103. */
export function people(count: number | 'under_10' | 'withheld'): string {
	if (typeof count === 'number') return num(count);
	return count === 'under_10' ? m.count_under_10() : m.count_withheld();
}

export function decimalMark(): ',' | '.' {
	return format.decimalMark(getLocale());
}

export function dec(text: string): string {
	return format.formatDecimal(text, getLocale());
}

/** A number in any form the data uses, with its sign; text that is no number stays as it is. */
export function score(text: string): string {
	const [, sign = '', digits] = /^([+−-]?)(\d+(?:\.\d+)?)$/u.exec(text) ?? [];
	if (digits === undefined) return worked(text);
	return sign.replace('-', '−') + dec(digits);
}

/** A worked sum comes with decimal commas; English readers expect points. */
export function worked(text: string): string {
	return getLocale() === 'id' ? text : text.replace(/(\d),(\d)/gu, '$1.$2');
}

export function rupiah(amount: number): string {
	return format.formatRupiah(amount, getLocale());
}

export function day(moment: string | Date, zone: Zone): string {
	return format.formatDate(moment, zone, getLocale());
}

export function days(from: string, to: string, zone: Zone): string {
	return format.formatDateRange(from, to, zone, getLocale());
}

export function time(moment: string | Date, zone: Zone): string {
	return format.formatTime(moment, zone, getLocale());
}

export function timeToTheSecond(moment: string | Date, zone: Zone): string {
	return format.formatTime(moment, zone, getLocale(), 'second');
}

/** `21 November 2026 pukul 10.41 WITA`. */
export function moment(at: string | Date, zone: Zone): string {
	return m.moment({ day: day(at, zone), time: time(at, zone) });
}

/** `pukul 23.59 WITA, besok`: what stands under a deadline. */
export function deadlineNote(now: Date, until: string, zone: Zone): string {
	const left = format.daysUntil(now, until, zone);
	const at = m.at_time({ time: time(until, zone) });
	if (left < 0) return at;
	if (left === 0) return m.deadline_today({ at });
	if (left === 1) return m.deadline_tomorrow({ at });
	return m.deadline_days({ at, days: num(left) });
}

/** `langkah 8 dari 10`. */
export function stepNote({ number, of }: { readonly number: number; readonly of: number }): string {
	return m.step_of({ step: num(number), steps: num(of) });
}
