import * as m from '$lib/paraglide/messages';
import type { EducationLevel, FormationType, VacancySearch } from '../contract.ts';

const education: Readonly<Record<EducationLevel, () => string>> = {
	sma: m.education_sma,
	diploma: m.education_diploma,
	sarjana: m.education_sarjana,
	profesi: m.education_profesi,
	magister: m.education_magister,
};

const formations: Readonly<Record<FormationType, () => string>> = {
	umum: m.formation_umum,
	cumlaude: m.formation_cumlaude,
	diaspora: m.formation_diaspora,
	disabilitas: m.formation_disabilitas,
	papua: m.formation_papua,
	kalimantan: m.formation_kalimantan,
	daerah_tertinggal: m.formation_daerah_tertinggal,
};

const sortNames: Readonly<Record<VacancySearch['sort'], () => string>> = {
	fewest_applicants: m.vacancies_sort_applicants,
	most_seats: m.vacancies_sort_seats,
	closing_soon: m.vacancies_sort_closing,
};

export function educationName(level: EducationLevel): string {
	return education[level]();
}

export function sortName(sort: VacancySearch['sort']): string {
	return sortNames[sort]();
}

/** A formation of a later pack is shown by its own word until it has a name here. */
export function formationName(type: string): string {
	return type in formations ? formations[type as FormationType]() : type;
}

/** The same where it stands alone, as the name of a choice. */
export function formationChoice(type: string): string {
	const name = formationName(type);
	return name.charAt(0).toUpperCase() + name.slice(1);
}
