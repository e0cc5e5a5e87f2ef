import { demoSelection } from './selection.ts';
import type { Shortlist } from './selection.ts';

const templates: Readonly<Record<string, string>> = {
	'vacancies.csv':
		'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,special_job,skb_plan,filling_group\n',
	'participants-cpns.csv':
		'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb,gpa,birth_date,preferences\n',
	'participants-pppk.csv':
		'participant_id,vacancy_id,admin_status,kompetensi_status,teknis,manajerial,sosiokultural,wawancara,priority,birth_date,preferences\n',
	'decisions.csv': 'vacancy_id,participant_id,decision,authority,reason\n',
};

/** Content of the folder `examples/`, path → text: the demo season as files, and empty templates. */
export function exampleFiles(shortlist: Shortlist): ReadonlyMap<string, string> {
	const [first, corrected] = demoSelection('cpns-2026-kota-palu', '2026', shortlist).versions;
	return new Map([
		['season-palu/selection.json', corrected.selection],
		['season-palu/vacancies.csv', corrected.vacancies],
		['season-palu/participants.csv', corrected.participants],
		['season-palu/participants-before-correction.csv', first.participants],
		['season-palu/decisions.csv', corrected.decisions],
		...Object.entries(templates).map(([name, text]) => [`templates/${name}`, text] as const),
	]);
}
