import type { FormationType, Institution, VacancyDraft } from '../src/lib/vacancies/contract.ts';
import { getPosition, type Position } from './positions.ts';
import { parseTable } from './table.ts';
import { documentsOf, markingOf, requirementsOf, salaryOf } from './texts.ts';

/** A government of the demo with its units and vacancies, both as text tables. */
export interface Place {
	/** First part of its vacancy and participant ids. */
	readonly prefix: string;
	readonly institution: Institution;
	/** id | name | location */
	readonly units: string;
	/** position | unit | formation | seats | needed | in post | applicants */
	readonly vacancies: string;
}

interface Unit {
	readonly id: string;
	readonly name: string;
	readonly location: string;
}

/** One row of a place's vacancy table with everything it refers to. */
export interface PlaceVacancy {
	readonly id: string;
	readonly position: Position;
	readonly unit: Unit;
	readonly formation: FormationType;
	readonly seats: number;
	readonly needed: number;
	readonly inPost: number;
	readonly applicants: number;
}

export function readPlace(place: Place): readonly PlaceVacancy[] {
	const units = new Map(
		parseTable(place.units, 3).map(([id = '', name = '', location = '']) => [
			id,
			{ id, name, location },
		]),
	);
	return parseTable(place.vacancies, 7).map(
		([code = '', unitId = '', formation = '', seats, needed, inPost, applicants]) => {
			const unit = units.get(unitId);
			if (unit === undefined) throw new Error(`unknown demo unit ${unitId}`);
			const suffix = formation === 'umum' ? '' : `-${formation.replace('_', '-')}`;
			return {
				id: `${place.prefix}-${code}-${unitId}${suffix}`,
				position: getPosition(code),
				unit,
				formation: formation as FormationType,
				seats: Number(seats),
				needed: Number(needed),
				inPost: Number(inPost),
				applicants: Number(applicants),
			};
		},
	);
}

/** `lastDay`: the day registration closes, in words, which a certificate must still cover. */
export function draftVacancy(
	vacancy: PlaceVacancy,
	lastDay: { readonly id: string; readonly en: string },
	counted: boolean,
): VacancyDraft {
	const { position, unit } = vacancy;
	return {
		id: vacancy.id,
		title: position.title,
		unit: unit.name,
		location: unit.location,
		formationType: vacancy.formation,
		education: position.education,
		educationLevel: position.level,
		seats: vacancy.seats,
		...(counted ? { applicants: vacancy.applicants } : {}),
		openToDisability: vacancy.formation === 'disabilitas' || position.plan !== 'praktik',
		...salaryOf(position),
		requirements: requirementsOf(position, vacancy.formation, lastDay),
		documents: documentsOf(position, vacancy.formation, lastDay),
		...markingOf(position),
		need: { needed: vacancy.needed, filled: vacancy.inPost },
	};
}
