/** The files of a selection of any size as a committee hands them in. */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';

export interface Input {
	readonly vacancies: string;
	readonly participants: string;
	readonly decisions: string;
	/** `selection.json` of that id. */
	readonly rules: string;
	/** Somebody whose result can be looked up. */
	readonly person: { readonly number: string; readonly birthDate: string };
}

/** @param generator the built `rank/generate` */
export async function makeInput(
	folder: string,
	selection: string,
	{ participants, vacancies }: { readonly participants: number; readonly vacancies: number },
	generator: string,
): Promise<Input> {
	const base = path.join(folder, `${participants}x${vacancies}`);
	if (!existsSync(base)) {
		execFileSync(process.execPath, [generator, base, String(participants), String(vacancies)]);
	}
	const named = path.join(base, 'people.csv');
	let person = { number: '', birthDate: '' };
	const columns = readFileSync(path.join(base, 'participants.csv'), 'utf8').slice(0, 1_000);
	const birth = columns.split('\n', 1)[0]?.split(',').indexOf('birth_date') ?? -1;
	await rewrite(path.join(base, 'participants.csv'), named, (line, row) => {
		const cells = line.split(',');
		if (row > 1 && person.number === '' && cells[birth] !== '') {
			person = { number: cells[0] ?? '', birthDate: cells[birth] ?? '' };
		}
		return `${line},${row === 0 ? 'name' : nameOf(row)}`;
	});
	const titled = path.join(base, 'formations.csv');
	await rewrite(path.join(base, 'vacancies.csv'), titled, (line, row) =>
		row === 0 ? `${line},title,location` : `${line},Jabatan ${line.split(',')[2] ?? ''},Bungo`,
	);
	const rules = JSON.parse(readFileSync(path.join(base, 'selection.json'), 'utf8')) as object;
	return {
		vacancies: titled,
		participants: named,
		decisions: path.join(base, 'decisions.csv'),
		rules: JSON.stringify({ ...rules, id: selection }),
		person,
	};
}

const first = ['Adi', 'Ayu', 'Budi', 'Citra', 'Dewi', 'Eka', 'Fajar', 'Gita', 'Hadi', 'Indah'];
const last = ['Pratama', 'Lestari', 'Wijaya', 'Sari', 'Nugroho', 'Utami', 'Saputra', 'Rahayu'];

function nameOf(row: number): string {
	return `${first[row % first.length] ?? ''} ${last[Math.floor(row / 10) % last.length] ?? ''}`;
}

async function rewrite(
	from: string,
	to: string,
	change: (line: string, row: number) => string,
): Promise<void> {
	const out = createWriteStream(to);
	let row = 0;
	for await (const line of createInterface({ input: createReadStream(from) })) {
		if (!out.write(`${change(line, row)}\n`)) await once(out, 'drain');
		row += 1;
	}
	out.end();
	await once(out, 'close');
}
