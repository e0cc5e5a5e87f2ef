import type { Migrations } from '../src/lib/platform/migrate.server.ts';
import type { TableAccess } from '../src/lib/platform/roles.server.ts';
import * as ledgerLog from './202611211830_ledger_log.ts';
import * as vacanciesSeasons from './202611211840_vacancies_seasons.ts';
import * as resultsPublications from './202611211841_results_publications.ts';
import * as identityPeople from './202611211910_identity_people.ts';
import * as notificationsOutbox from './202611211911_notifications_outbox.ts';
import * as resultsFileCommitment from './202611211912_results_file_commitment.ts';
import * as importsFiles from './202611211940_imports_files.ts';
import * as vacanciesImports from './202611211941_vacancies_imports.ts';
import * as resultsImports from './202611211942_results_imports.ts';
import * as platformPersonalKeys from './202611212000_platform_personal_keys.ts';
import * as resultsSealed from './202611212005_results_sealed.ts';
import * as resultsRuns from './202611212015_results_runs.ts';
import * as resultsImportedSealed from './202611212030_results_imported_sealed.ts';
import * as vacanciesListRanges from './202611212030_vacancies_list_ranges.ts';
import * as resultsPreparers from './202611212145_results_preparers.ts';
import * as resultsMarksSalt from './202611212150_results_marks_salt.ts';
import * as resultsPublicationApproved from './202611212155_results_publication_approved.ts';
import * as importsSealed from './202611212200_imports_sealed.ts';
import * as vacanciesSmallGroups from './202611212203_vacancies_small_groups.ts';
import * as identityAccessResets from './202611212210_identity_access_resets.ts';
import * as resultsReplacedLists from './202611212215_results_replaced_lists.ts';
import * as resultsRunProgress from './202611212235_results_run_progress.ts';
import * as notificationsSealed from './202611212250_notifications_sealed.ts';
import * as resultsBroughtBy from './202611212300_results_brought_by.ts';
import * as vacanciesListPosition from './202611220105_vacancies_list_position.ts';
import * as resultsSetupName from './202611220110_results_setup_name.ts';
import * as vacanciesOpened from './202611220110_vacancies_opened.ts';
import * as importsUploads from './202611220430_imports_uploads.ts';
import * as importsTries from './202611220445_imports_tries.ts';
import * as identityUnjudged from './202611220510_identity_unjudged.ts';
import * as resultsRowCompetence from './202611220530_results_row_competence.ts';

/**
 * Every migration by its file name, in order of time; forward-only, never edited after landing.
 * Names sort by time, which is the order in which they run.
 */
export const migrations: Migrations = {
	'202611211830_ledger_log': ledgerLog,
	'202611211840_vacancies_seasons': vacanciesSeasons,
	'202611211841_results_publications': resultsPublications,
	'202611211910_identity_people': identityPeople,
	'202611211911_notifications_outbox': notificationsOutbox,
	'202611211912_results_file_commitment': resultsFileCommitment,
	'202611211940_imports_files': importsFiles,
	'202611211941_vacancies_imports': vacanciesImports,
	'202611211942_results_imports': resultsImports,
	'202611212000_platform_personal_keys': platformPersonalKeys,
	'202611212005_results_sealed': resultsSealed,
	'202611212015_results_runs': resultsRuns,
	'202611212030_results_imported_sealed': resultsImportedSealed,
	'202611212030_vacancies_list_ranges': vacanciesListRanges,
	'202611212145_results_preparers': resultsPreparers,
	'202611212150_results_marks_salt': resultsMarksSalt,
	'202611212155_results_publication_approved': resultsPublicationApproved,
	'202611212200_imports_sealed': importsSealed,
	'202611212203_vacancies_small_groups': vacanciesSmallGroups,
	'202611212210_identity_access_resets': identityAccessResets,
	'202611212215_results_replaced_lists': resultsReplacedLists,
	'202611212235_results_run_progress': resultsRunProgress,
	'202611212250_notifications_sealed': notificationsSealed,
	'202611212300_results_brought_by': resultsBroughtBy,
	'202611220105_vacancies_list_position': vacanciesListPosition,
	'202611220110_results_setup_name': resultsSetupName,
	'202611220110_vacancies_opened': vacanciesOpened,
	'202611220430_imports_uploads': importsUploads,
	'202611220445_imports_tries': importsTries,
	'202611220510_identity_unjudged': identityUnjudged,
	'202611220530_results_row_competence': resultsRowCompetence,
};

/** What the application may do with each table; see docs/operations.md. */
export const tableAccess: TableAccess = {
	schemas: ['ledger', 'vacancies', 'results', 'identity', 'notifications', 'imports', 'personal'],
	appendOnly: [
		'ledger.entry',
		'ledger.sequenced',
		'ledger.carried',
		'results.row',
		'results.vacancy',
		'identity.reading',
	],
	publicRead: [
		'ledger.log',
		'ledger.entry',
		'ledger.sequenced',
		'ledger.head',
		'vacancies.institution',
		'vacancies.season',
		'vacancies.vacancy',
		'vacancies.change',
		'results.selection',
		'results.row',
		'results.vacancy',
	],
};
