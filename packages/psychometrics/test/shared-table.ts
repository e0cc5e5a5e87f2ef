import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const shared = process.env['TERANG_SHARED'] ?? path.resolve(repository, '../shared');

/**
 * A published response table (CSV, names in the first line) that is not ours to keep in the
 * repository: beside it, or in the folder that `TERANG_SHARED` names. Undefined where absent; the
 * checks that need it are then listed as skipped.
 */
export function sharedTable(name: string): readonly (readonly number[])[] | undefined {
	const file = path.join(shared, 'data', 'psychometrics', name);
	if (!existsSync(file)) return undefined;
	const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
	return lines.map((line) => line.split(',').map(Number));
}
