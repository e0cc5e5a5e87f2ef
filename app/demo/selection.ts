import { correctedMark, decidedTie } from './crafted.ts';
import { inventPeople, sitSkb, type Person } from './people.ts';
import { readPlace, type PlaceVacancy } from './place.ts';
import { palu } from './places/palu.ts';
import { createRandom } from './random.ts';

/** The files of one version in full form, and the names that belong to the numbers. */
export interface SelectionFiles {
	readonly selection: string;
	readonly vacancies: string;
	readonly participants: string;
	readonly decisions: string;
	/** `participant_id,name` */
	readonly people: string;
}

export interface DemoSelection {
	readonly id: string;
	/** As first published, and as corrected. */
	readonly versions: readonly [SelectionFiles, SelectionFiles];
}

/** Who goes on to the SKB after the SKD, as the rules say. */
export type Shortlist = (files: Omit<SelectionFiles, 'people'>) => ReadonlySet<string>;

const seed = 20261121;

/**
 * Kota Palu's selection with 1,500 fictional people. The shortlist comes from the rule engine, as
 * it does for a committee, so that no rule is written down twice.
 */
export function demoSelection(id: string, year: string, shortlist: Shortlist): DemoSelection {
	const vacancies = readPlace(palu);
	const random = createRandom(seed);
	const numberPrefix = `${palu.prefix.toUpperCase()}-${year}-`;
	const invited = inventPeople({ vacancies, numberPrefix, year: Number(year), random });
	const basic = files(id, 'skd', vacancies, invited, numberPrefix);
	const first = sitSkb(invited, shortlist(basic), random);
	const corrected = first.map((person) =>
		person.id === `${numberPrefix}${correctedMark.number}`
			? { ...person, extra: correctedMark.true }
			: person,
	);
	return {
		id,
		versions: [
			files(id, 'final', vacancies, first, numberPrefix),
			files(id, 'final', vacancies, corrected, numberPrefix),
		],
	};
}

function files(
	id: string,
	stage: 'skd' | 'final',
	vacancies: readonly PlaceVacancy[],
	people: readonly Person[],
	numberPrefix: string,
): SelectionFiles {
	return {
		selection: selectionJson(id, stage),
		vacancies: vacanciesCsv(vacancies),
		participants: participantsCsv(people),
		decisions: stage === 'skd' ? decisionsHeader : decisionsCsv(numberPrefix),
		people: csv(
			['participant_id', 'name'],
			people.map((person) => [person.id, person.name]),
		),
	};
}

/** A regional government may give one extra test at most 40% of the SKB (PermenPANRB 6/2024). */
function selectionJson(id: string, stage: 'skd' | 'final'): string {
	const computer = { code: 'cat', max: 500, weight: '0.60' };
	const selection = {
		id,
		pack: 'cpns-2024',
		stage,
		skb: [{ code: 'cat', max: 500, weight: '1' }],
		skb_plans: {
			praktik: [computer, { code: 'praktik', max: 100, weight: '0.40', eliminate_below: '60' }],
			mengajar: [computer, { code: 'mengajar', max: 100, weight: '0.40' }],
		},
	};
	return `${JSON.stringify(selection, null, 2)}\n`;
}

function vacanciesCsv(vacancies: readonly PlaceVacancy[]): string {
	const header =
		'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,special_job,skb_plan';
	const rows = vacancies.map(({ id, position, unit, formation, seats }) => [
		id,
		palu.institution.id,
		position.code,
		position.educationGroup,
		unit.id,
		formation,
		String(seats),
		position.specialJob ?? '',
		position.plan === 'cat' ? '' : position.plan,
	]);
	return csv(header.split(','), rows);
}

function participantsCsv(people: readonly Person[]): string {
	const header =
		'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb_cat,skb_praktik,skb_mengajar,gpa,birth_date,preferences';
	const rows = people.map((person) => [
		person.id,
		person.vacancyId,
		person.admin,
		person.skdStatus,
		...[person.skd?.twk, person.skd?.tiu, person.skd?.tkp].map((mark) => String(mark ?? '')),
		person.skbStatus,
		person.cat,
		person.plan === 'praktik' ? person.extra : '',
		person.plan === 'mengajar' ? person.extra : '',
		person.gpa,
		person.birthDate,
		person.preferences,
	]);
	return csv(header.split(','), rows);
}

/** Participants with their names, as a committee hands the list in. */
export function listOfPeople({ participants, people }: SelectionFiles): string {
	const names = new Map(people.split('\n').map((line) => [line.split(',')[0], line.split(',')[1]]));
	const [header = '', ...rows] = participants.trimEnd().split('\n');
	const listed = rows.map((row) => `${row},${names.get(row.split(',')[0]) ?? ''}`);
	return [`${header},name`, ...listed].map((line) => `${line}\n`).join('');
}

const decisionsHeader = 'vacancy_id,participant_id,decision,authority,reason\n';

function decisionsCsv(numberPrefix: string): string {
	const { vacancyId, seated, notSeated, authority, reason } = decidedTie;
	const rows = [
		[vacancyId, `${numberPrefix}${seated}`, 'L', authority, reason],
		[vacancyId, `${numberPrefix}${notSeated}`, 'P/TL', authority, reason],
	];
	return csv(decisionsHeader.trim().split(','), rows);
}

function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
	return [header, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: string): string {
	return /[",\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
