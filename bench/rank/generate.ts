/**
 * Writes one selection of any size, the same bytes for the same size:
 * `generate.ts <folder> <participants> <vacancies>`.
 *
 * What makes it a fair test: a few vacancies draw most applicants; a tenth of the applicants
 * repeat all marks of another of their vacancy (so cuts tie); every hundredth vacancy ends in a
 * tie that only a decision settles; a third of the vacancies draw nobody, so that fill rounds
 * have seats to give.
 */
import {
	closeSync,
	mkdirSync,
	openSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';

type Draw = (below: number) => number;

/** Mulberry32: small, seeded, and the same on every engine. */
function seeded(seed: number): Draw {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

/** Collects text into blocks of about a mebibyte before it goes to the file. */
class Lines {
	private readonly file: number;
	private pending = '';

	constructor(name: string) {
		this.file = openSync(name, 'w');
	}

	add(line: string): void {
		this.pending += `${line}\n`;
		if (this.pending.length > 2 ** 20) this.flush();
	}

	private flush(): void {
		writeSync(this.file, this.pending);
		this.pending = '';
	}

	close(): void {
		this.flush();
		closeSync(this.file);
	}
}

const cat = { code: 'cat', max: 500 };
const same = ['agency_id', 'position_code', 'education_group'];
const special = ['cumlaude', 'diaspora', 'disabilitas', 'papua', 'kalimantan', 'daerah_tertinggal'];
const types = ['umum', 'umum', 'umum', 'umum', 'umum', 'umum', ...special];

const selection = {
	id: 'bench',
	pack: 'cpns-2024',
	stage: 'final',
	skb: [{ ...cat, weight: '1' }],
	skb_plans: {
		guru: [
			{ ...cat, weight: '0.60' },
			{ code: 'praktik', max: 100, weight: '0.40', eliminate_below: '60' },
		],
	},
	fill_rounds: [
		{ code: 'U1', to: ['umum'], from: special, same: [...same, 'unit_id'] },
		{ code: 'U3', to: ['umum'], from: ['umum', ...special], same, other_unit: true },
		{ code: 'E2', to: special, from: types.slice(5), same: [...same, 'unit_id'] },
		{ code: 'E3', to: special, from: types.slice(5), same, other_unit: true },
	],
};

const decisionTie = 100;
const unwanted = 3;

function vacancyLine(index: number, draw: Draw): string {
	const type = types[draw(types.length)] ?? '';
	const job = draw(30) === 0 ? (['dokter', 'rescuer'][draw(2)] ?? '') : '';
	const isTie = index % decisionTie === 0;
	const seats = isTie || draw(3) > 0 ? 1 : 2 + draw(draw(20) === 0 ? 40 : 3);
	const plan = draw(4) === 0 ? 'guru' : '';
	// Eight neighbours share agency, job and education, in four units: the fill rounds' room.
	const room = Math.floor(index / 8);
	return [
		vacancyId(index),
		`a${room % 547}`,
		`j${room}`,
		'S1',
		`u${draw(4)}`,
		type,
		String(seats),
		job,
		plan,
		'',
	].join(',');
}

const vacancyId = (index: number) => String(index).padStart(6, '0');

/** The vacancy of an applicant: the square of an even draw crowds the low numbers. */
function wanted(vacancies: number, draw: Draw): number {
	for (;;) {
		const spread = draw(vacancies) * draw(vacancies);
		const index = draw(3) === 0 ? Math.floor(spread / vacancies) : draw(vacancies);
		if (index % decisionTie !== 0 && index % unwanted !== 1) return index;
	}
}

const fives = (low: number, high: number, draw: Draw) =>
	low + 5 * (draw((high - low) / 10 + 1) + draw((high - low) / 10 + 1));

function marks(draw: Draw): string {
	const twk = fives(30, 120, draw);
	const tiu = fives(30, 150, draw);
	const tkp = 110 + draw(55) + draw(55);
	if (tiu < 60 || twk + tiu + tkp < 286) return `${twk},${tiu},${tkp},,,`;
	const sat = draw(50) === 0 ? (['TH', 'APS', 'DIS'][draw(3)] ?? '') : 'hadir';
	const practical = draw(4) === 0 ? `${50 + draw(50)}.${draw(10)}` : String(50 + draw(50));
	return `${twk},${tiu},${tkp},${sat},${150 + 5 * draw(60)},${practical}`;
}

function birthDate(draw: Draw): string {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${1985 + draw(17)}-${two(1 + draw(12))}-${two(1 + draw(28))}`;
}

const wishes = ['', '', '', '', '', '*', '*', 'u1|u2', 'u3|*', 'u0'];

function applicant(draw: Draw, marked: string): string {
	const fate = draw(100);
	if (fate < 15) return 'TMS,,,,,,,,,,';
	if (fate < 25) return `MS,${['TH', 'TH', 'TH', 'APS', 'DIS'][draw(5)] ?? ''},,,,,,,,,`;
	const gpa = draw(20) === 0 ? '' : `${2 + draw(2)}.${10 + draw(90)}`;
	return `MS,hadir,${marked},${gpa},${birthDate(draw)},${wishes[draw(wishes.length)] ?? ''}`;
}

function writeParticipants(folder: string, participants: number, vacancies: number): void {
	const draw = seeded(2024);
	const file = new Lines(path.join(folder, 'participants.csv'));
	const decided = new Lines(path.join(folder, 'decisions.csv'));
	decided.add('vacancy_id,participant_id,decision,authority,reason');
	file.add(
		'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb_cat,skb_praktik,gpa,birth_date,preferences',
	);
	// Multiplying by an odd number modulo a power of two shuffles the numbers, each used once.
	const size = 2 ** Math.ceil(Math.log2(participants + 1));
	let next = 0;
	const newId = () => {
		do next = (next + 1) % size;
		while (shuffled(next, size) > participants);
		return String(shuffled(next, size)).padStart(7, '0');
	};
	let written = 0;
	for (let index = 0; index < vacancies; index += decisionTie) {
		const equal = `${vacancyId(index)},MS,hadir,100,120,190,hadir,400,80,3.50,1995-05-05,`;
		const [left, right] = [newId(), newId()];
		file.add(`${left},${equal}`);
		file.add(`${right},${equal}`);
		decided.add(`${vacancyId(index)},${draw(2) === 0 ? left : right},L,Panselnas,undian terbuka`);
		written += 2;
	}
	let repeated = { vacancy: wanted(vacancies, draw), marks: marks(draw) };
	for (; written < participants; written++) {
		const isEqual = draw(10) === 0;
		const own = isEqual ? repeated : { vacancy: wanted(vacancies, draw), marks: marks(draw) };
		file.add(`${newId()},${vacancyId(own.vacancy)},${applicant(draw, own.marks)}`);
		repeated = own;
	}
	file.close();
	decided.close();
}

const shuffled = (index: number, size: number) => (Math.imul(index, 0x9e3779b1) >>> 0) % size;

function writeVacancies(folder: string, vacancies: number): void {
	const draw = seeded(1945);
	const file = new Lines(path.join(folder, 'vacancies.csv'));
	file.add(
		'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,special_job,skb_plan,filling_group',
	);
	for (let index = 0; index < vacancies; index++) file.add(vacancyLine(index, draw));
	file.close();
}

const [folder, participants, vacancies] = process.argv.slice(2);
if (folder === undefined) throw new Error('folder, participants, vacancies');
const aside = `${folder}.${process.pid}`;
rmSync(aside, { recursive: true, force: true });
mkdirSync(aside, { recursive: true });
writeFileSync(path.join(aside, 'selection.json'), JSON.stringify(selection));
writeVacancies(aside, Number(vacancies));
writeParticipants(aside, Number(participants), Number(vacancies));
renameSync(aside, folder);
