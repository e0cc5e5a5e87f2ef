import { existsSync } from 'node:fs';
import path from 'node:path';
import { convert, describe } from './formations.ts';

/**
 * Turns the formations that the portal published in 2024 into the import template, and says what it
 * could not match. Usage: npx tsx bench/real/convert.ts <folder of the real data> <file to write>
 */
const [folder = process.env['TERANG_REAL_DATA'], target] = process.argv.slice(2);
if (folder === undefined || target === undefined) {
	process.stderr.write('Usage: npx tsx bench/real/convert.ts <folder of the real data> <file>\n');
	process.exitCode = 64;
} else if (existsSync(path.join(folder, 'formasi_cpns2024.csv.gz'))) {
	process.stdout.write(describe(await convert(folder, target)));
} else {
	process.stderr.write('The folder holds no formasi_cpns2024.csv.gz.\n');
	process.exitCode = 2;
}
