import { parseDecimal } from '../decimal.ts';
import { powerOfTwo } from '../tree/ranges.ts';

/** C2SP tlog-tiles: hashes in a full tile, entries in a full bundle. */
export const tileWidth = 256;

/** Levels that sizes up to 2^53 can reach; the standard allows 0 to 63. */
export const tileLevels = 7;

export interface TileName {
	readonly kind: 'tile';
	readonly level: number;
	readonly index: number;
	/** 1 to 255 for a partial tile, 256 for a full one. */
	readonly width: number;
}

export interface EntriesName {
	readonly kind: 'entries';
	readonly index: number;
	readonly width: number;
}

/** 1234067 is `x001/x234/067`. */
function indexPath(index: number): string {
	const groups: string[] = [];
	let rest = index;
	do {
		groups.unshift(String(rest % 1000).padStart(3, '0'));
		rest = Math.floor(rest / 1000);
	} while (rest > 0);
	return groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
}

function withWidth(path: string, width: number): string {
	return width === tileWidth ? path : `${path}.p/${width}`;
}

export function tilePath(level: number, index: number, width: number = tileWidth): string {
	return withWidth(`tile/${level}/${indexPath(index)}`, width);
}

export function entriesPath(index: number, width: number = tileWidth): string {
	return withWidth(`tile/entries/${indexPath(index)}`, width);
}

const pathForm = /^tile\/([^/]+)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([^/]+))?$/u;

/** Undefined for whatever is not the one path of a tile or an entry bundle. */
export function parseTilePath(path: string): TileName | EntriesName | undefined {
	const parts = pathForm.exec(path);
	const [, kind, digits] = parts ?? [];
	if (kind === undefined || digits === undefined) return undefined;
	const index = Number(digits.replace(/[x/]/gu, ''));
	const width = parts?.[3] === undefined ? tileWidth : parseDecimal(parts[3]);
	if (width === undefined || !Number.isSafeInteger(index)) return undefined;
	const level = kind === 'entries' ? undefined : parseDecimal(kind);
	if (kind !== 'entries' && (level === undefined || level > 63)) return undefined;
	// Leading zero groups and `.p/0` or `.p/256` would be second names of the same thing.
	const own = level === undefined ? entriesPath(index, width) : tilePath(level, index, width);
	if (own !== path || width < 1 || width > tileWidth) return undefined;
	return level === undefined
		? { kind: 'entries', index, width }
		: { kind: 'tile', level, index, width };
}

/** Hashes that a tree of `size` leaves has at a tile level: `floor(size / 256^level)`. */
export function hashesAtLevel(size: number, level: number): number {
	return Math.floor(size / powerOfTwo(8 * level));
}

/** Width of the `index`-th tile of a level in a tree of `size`; 0 where there is none. */
export function widthAt(size: number, level: number, index: number): number {
	const left = hashesAtLevel(size, level) - index * tileWidth;
	return Math.max(0, Math.min(tileWidth, left));
}
