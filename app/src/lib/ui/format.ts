/**
 * The one place where numbers, dates and times become text. Pure and without `Intl`, whose output
 * differs between engines: the same value reads the same on the server, in the browser and in print.
 */

export type Locale = 'id' | 'en';
export type Zone = 'WIB' | 'WITA' | 'WIT';

/** Hours east of UTC. Indonesia keeps no summer time. */
const zoneHours: Readonly<Record<Zone, number>> = { WIB: 7, WITA: 8, WIT: 9 };

const separators: Readonly<Record<Locale, { group: string; decimal: ',' | '.'; clock: string }>> = {
	id: { group: '.', decimal: ',', clock: '.' },
	en: { group: ',', decimal: '.', clock: ':' },
};

/** What stands before the decimals of a number. */
export function decimalMark(locale: Locale): ',' | '.' {
	return separators[locale].decimal;
}

const months: Readonly<Record<Locale, readonly string[]>> = {
	id: [
		'Januari',
		'Februari',
		'Maret',
		'April',
		'Mei',
		'Juni',
		'Juli',
		'Agustus',
		'September',
		'Oktober',
		'November',
		'Desember',
	],
	en: [
		'January',
		'February',
		'March',
		'April',
		'May',
		'June',
		'July',
		'August',
		'September',
		'October',
		'November',
		'December',
	],
};

/** The wall clock of a zone at a moment. */
interface WallClock {
	readonly year: number;
	/** From 0. */
	readonly month: number;
	readonly day: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
}

const millisecondsPerHour = 3_600_000;
const millisecondsPerDay = 24 * millisecondsPerHour;

function wallClock(moment: string | Date, zone: Zone): WallClock {
	const utc = typeof moment === 'string' ? new Date(moment) : moment;
	const shifted = new Date(utc.getTime() + zoneHours[zone] * millisecondsPerHour);
	if (Number.isNaN(shifted.getTime())) throw new RangeError('Not a moment in RFC 3339.');
	return {
		year: shifted.getUTCFullYear(),
		month: shifted.getUTCMonth(),
		day: shifted.getUTCDate(),
		hour: shifted.getUTCHours(),
		minute: shifted.getUTCMinutes(),
		second: shifted.getUTCSeconds(),
	};
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}

function grouped(digits: string, locale: Locale): string {
	return digits.replace(/\B(?=(?:\d{3})+$)/gu, separators[locale].group);
}

/** `1.234` or `1,234`. Whole numbers only. */
export function formatNumber(value: number, locale: Locale): string {
	const sign = value < 0 ? '−' : '';
	return sign + grouped(String(Math.abs(Math.trunc(value))), locale);
}

/** A decimal text with a point, as it stands in `results.csv`, with every digit kept. */
export function formatDecimal(text: string, locale: Locale): string {
	const [whole = '', fraction] = text.split('.');
	const sign = whole.startsWith('-') ? '−' : '';
	const head = sign + grouped(whole.replace('-', ''), locale);
	return fraction === undefined ? head : head + separators[locale].decimal + fraction;
}

/** `Rp 2.858.800`, with a space that does not break. */
export function formatRupiah(amount: number, locale: Locale): string {
	return `Rp\u00a0${formatNumber(amount, locale)}`;
}

/** `21 November 2026`. */
export function formatDate(moment: string | Date, zone: Zone, locale: Locale): string {
	const { day, month, year } = wallClock(moment, zone);
	return `${day} ${months[locale][month] ?? ''} ${year}`;
}

/** `10.41 WITA`, or with seconds `10.41.02 WITA`. */
export function formatTime(
	moment: string | Date,
	zone: Zone,
	locale: Locale,
	precision: 'minute' | 'second' = 'minute',
): string {
	const { hour, minute, second } = wallClock(moment, zone);
	const fields = precision === 'second' ? [hour, minute, second] : [hour, minute];
	return `${fields.map(twoDigits).join(separators[locale].clock)} ${zone}`;
}

/** `16 November sampai 5 Desember 2026`: what both days share is said once. */
export function formatDateRange(from: string, to: string, zone: Zone, locale: Locale): string {
	const start = wallClock(from, zone);
	const last = formatDate(to, zone, locale);
	if (formatDate(from, zone, locale) === last) return last;
	const end = wallClock(to, zone);
	const until = locale === 'id' ? 'sampai' : 'to';
	const sameYear = start.year === end.year;
	const sameMonth = sameYear && start.month === end.month;
	const month = sameMonth ? '' : ` ${months[locale][start.month] ?? ''}`;
	const year = sameYear ? '' : ` ${start.year}`;
	return `${start.day}${month}${year} ${until} ${last}`;
}

/** Calendar days from now until a moment in its own zone: 0 is today, 1 tomorrow. */
export function daysUntil(now: Date, moment: string, zone: Zone): number {
	const midnight = (clock: WallClock) => Date.UTC(clock.year, clock.month, clock.day);
	const days =
		(midnight(wallClock(moment, zone)) - midnight(wallClock(now, zone))) / millisecondsPerDay;
	return Math.round(days);
}

/** Whole percent or one decimal, for the width of a bar; `0` where there is nothing to share. */
export function share(part: number, whole: number): string {
	if (whole <= 0) return '0%';
	return `${Math.round((part / whole) * 1000) / 10}%`;
}
