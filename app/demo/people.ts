import { stories, type Crafted, type Story } from './crafted.ts';
import { fictionalName } from './names.ts';
import type { PlaceVacancy } from './place.ts';
import type { Plan } from './positions.ts';
import type { Random } from './random.ts';

/** One fictional participant; marks are absent for stages that were not reached. */
export interface Person {
	readonly id: string;
	readonly name: string;
	readonly vacancyId: string;
	readonly plan: Plan;
	readonly admin: 'MS' | 'TMS';
	readonly skdStatus: '' | 'hadir' | 'TH' | 'DIS' | 'APS';
	readonly skd?: { readonly twk: number; readonly tiu: number; readonly tkp: number };
	readonly gpa: string;
	readonly birthDate: string;
	readonly preferences: string;
	readonly skbStatus: '' | 'hadir' | 'TH' | 'DIS' | 'APS';
	readonly cat: string;
	readonly extra: string;
}

interface Invention {
	readonly vacancies: readonly PlaceVacancy[];
	/** `PLU-2026-` */
	readonly numberPrefix: string;
	/** Year in which people apply; ages are counted back from it. */
	readonly year: number;
	readonly random: Random;
}

/** Everyone up to the SKD, in the order of their numbers. Sitting the SKB comes after the shortlist. */
export function inventPeople(invention: Invention): readonly Person[] {
	const takenNumbers = new Set(stories.flatMap((story) => story.people.map((one) => one.number)));
	const people: Person[] = [];
	for (const vacancy of invention.vacancies) {
		const story = storyOf(vacancy.id);
		for (const crafted of story?.people ?? [])
			people.push(fromCrafted(invention, vacancy, crafted));
		const rest = vacancy.applicants - (story?.people.length ?? 0);
		for (let made = 0; made < rest; made += 1) {
			const number = freeNumber(invention.random, takenNumbers);
			people.push(inventPerson(invention, vacancy, number, story?.ceiling.total ?? 550));
		}
	}
	return people.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function storyOf(vacancyId: string): Story | undefined {
	return stories.find((story) => story.vacancyId === vacancyId);
}

function freeNumber(random: Random, taken: Set<string>): string {
	for (;;) {
		const number = String(random.between(1, 9999)).padStart(5, '0');
		if (!taken.has(number)) {
			taken.add(number);
			return number;
		}
	}
}

function fromCrafted(invention: Invention, vacancy: PlaceVacancy, crafted: Crafted): Person {
	return {
		id: `${invention.numberPrefix}${crafted.number}`,
		name: crafted.name,
		vacancyId: vacancy.id,
		plan: vacancy.position.plan,
		admin: 'MS',
		skdStatus: 'hadir',
		skd: { twk: crafted.twk, tiu: crafted.tiu, tkp: crafted.tkp },
		gpa: crafted.gpa,
		birthDate: crafted.birthDate,
		preferences: crafted.preferences ?? '',
		skbStatus: crafted.skbStatus,
		cat: crafted.cat ?? '',
		extra: crafted.extra ?? '',
	};
}

function inventPerson(
	invention: Invention,
	vacancy: PlaceVacancy,
	number: string,
	highestTotal: number,
): Person {
	const { random } = invention;
	const admin = random.chance(21) ? 'TMS' : 'MS';
	const skdStatus = admin === 'TMS' ? '' : attendance(random, 6);
	const skd = skdStatus === 'hadir' ? inventMarks(random, highestTotal) : undefined;
	return {
		id: `${invention.numberPrefix}${number}`,
		name: fictionalName(random),
		vacancyId: vacancy.id,
		plan: vacancy.position.plan,
		admin,
		skdStatus,
		...(skd === undefined ? {} : { skd }),
		gpa: hundredths(random.between(275, 400)),
		birthDate: inventBirthDate(invention),
		preferences: inventPreferences(invention, vacancy),
		skbStatus: '',
		cat: '',
		extra: '',
	};
}

/** Most come; absence is common, withdrawal and disqualification are rare. */
function attendance(random: Random, absentPercent: number): 'hadir' | 'TH' | 'DIS' | 'APS' {
	if (random.chance(absentPercent)) return 'TH';
	const rare = random.between(1, 150);
	return rare === 1 ? 'DIS' : rare === 2 ? 'APS' : 'hadir';
}

/** One ability behind three marks; TWK and TIU go in fives, TKP in ones. */
function inventMarks(random: Random, highestTotal: number) {
	for (;;) {
		const ability = random.bell(0, 14);
		const twk = within(fives(82 + ability + random.bell(0, 12)), 0, 150);
		const tiu = within(fives(98 + ability + random.bell(0, 16)), 0, 175);
		const tkp = within(178 + Math.trunc(ability / 2) + random.bell(0, 9), 45, 225);
		if (twk + tiu + tkp <= highestTotal) return { twk, tiu, tkp };
	}
}

function inventBirthDate({ random, year }: Invention): string {
	const born = year - random.between(22, 33);
	const month = String(random.between(1, 12)).padStart(2, '0');
	const day = String(random.between(1, 28)).padStart(2, '0');
	return `${String(born)}-${month}-${day}`;
}

/** Half would go nowhere else; the others name units with the same post, some add `*`. */
function inventPreferences({ random, vacancies }: Invention, own: PlaceVacancy): string {
	if (random.chance(50)) return '';
	if (random.chance(40)) return '*';
	const units = vacancies
		.filter((other) => other.position.code === own.position.code)
		.map((other) => other.unit.id);
	const wishes = new Set([random.pick(units), random.pick(units)]);
	return [...wishes, ...(random.chance(30) ? ['*'] : [])].join('|');
}

/** Those on the shortlist sit the SKB; whose marks are already written keep them. */
export function sitSkb(
	people: readonly Person[],
	shortlisted: ReadonlySet<string>,
	random: Random,
): readonly Person[] {
	return people.map((person) => {
		if (!shortlisted.has(person.id) || person.skbStatus !== '') return person;
		const skbStatus = attendance(random, 4);
		if (skbStatus !== 'hadir') return { ...person, skbStatus };
		const ceiling = storyOf(person.vacancyId)?.ceiling ?? { cat: 500, extra: 100 };
		const cat = within(fives(random.bell(340, 32)), 0, ceiling.cat);
		const extra = within(random.bell(7900, 900), 0, ceiling.extra * 100);
		return {
			...person,
			skbStatus,
			cat: String(cat),
			extra: person.plan === 'cat' ? '' : hundredths(extra),
		};
	});
}

function fives(value: number): number {
	return value - (((value % 5) + 5) % 5);
}

function within(value: number, low: number, high: number): number {
	return Math.min(Math.max(value, low), high);
}

function hundredths(value: number): string {
	return `${String(Math.trunc(value / 100))}.${String(value % 100).padStart(2, '0')}`;
}
