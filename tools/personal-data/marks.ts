import type { Marks } from './kinds.ts';

const ledger: Marks = {
	'ledger.log': { public: 'id slug origin vkey opened_at' },
	'ledger.stream': { public: 'log_id stream next_q' },
	'ledger.entry': { public: 'id log_id stream q type bytes leaf_hash' },
	'ledger.pending': { internal: 'entry_id' },
	'ledger.sequenced': { public: 'log_id index entry_id' },
	'ledger.carried': { internal: 'entry_id into_id' },
	'ledger.head': { public: 'log_id size root sequenced_at' },
	'ledger.lease': { internal: 'name holder fence expires_at' },
	'ledger.cosignature': { public: 'log_id witness size cosigned_at' },
};

const vacancies: Marks = {
	'vacancies.institution': { public: 'id name short_name zone' },
	'vacancies.season': {
		public: 'id institution_id title schedule document selection_ids stage_counts announced_at',
		internal: 'opened_at',
		pseudonym: 'opened_by',
	},
	'vacancies.vacancy': {
		public:
			'id season_id title unit location formation_type education education_level seats applicants applicants_hidden opens_at closes_at open_to_disability salary_min salary_max detail search_text',
	},
	'vacancies.change': { public: 'id season_id at text entry entry_index' },
	'vacancies.list': {
		internal: 'import_id season_id institution_id rows used_at undone_at position',
		pseudonym: 'taken_by brought_by',
	},
	'vacancies.listed': {
		public:
			'import_id line vacancy_id agency_id position_code education_group unit_id formation_type seats special_job skb_plan filling_group title location region_code requirements salary_min salary_max open_to_disability',
	},
	'vacancies.listed_education': { public: 'import_id line education_code' },
};

/** Columns of before values were sealed; the program empties them at its next start. */
const emptied = 'empty since the values were sealed, to be dropped';

/**
 * Files are laid over and compared with one another inside the database. Beside it stands the number
 * alone; whose number it is, is sealed. Once published it is public by law.
 */
const byNumber = 'by number alone; later files are laid over it, and it is published by law';

const forTheLog = 'written for the public log, where it stands once decided';

/** Of staff, not of those who apply. */
const actedInOffice = 'name of an official who acted in office, shown beside the act';

const results: Marks = {
	'results.selection': { public: 'id season_id title' },
	'results.rule_pack': { public: 'id digest entry' },
	'results.publication': {
		public:
			'selection_id version correction_authority correction_reason entries participants_root participants_blocks results_digest manifest_digest log summary approved_files approved_at received_at published_at',
		internal: 'state input_digest',
		secret: 'participants_salt',
	},
	'results.vacancy': {
		public:
			'selection_id version vacancy_id formation_type special_job skb_plan seats filled applicants eligible passed shortlisted seated shortlist_cut',
	},
	'results.row': {
		public:
			'selection_id version position vacancy_id outcome skd_total skd100 skb100 final rank_skd rank_final placed_vacancy_id placement reason priority teknis manajerial sosiokultural wawancara',
		pseudonym: 'participant_id',
	},
	'results.person': {
		public: 'selection_id',
		pseudonym: 'participant_id',
		personal: {
			sealed_name: { holds: 'name', form: 'sealed' },
			name: { holds: 'name', form: 'readable', because: emptied },
		},
		purpose: 'masked names on result pages, the own name on the own page',
		ends: 'with the erasure of the person',
	},
	'results.commitment': {
		public: 'selection_id version leaf_index commitment',
		pseudonym: 'participant_id',
		personal: {
			opening: { holds: 'the full row (birth date, GPA, marks) and its salt', form: 'sealed' },
			record: { holds: 'the full row', form: 'readable', because: emptied },
			salt: { holds: 'what opens the commitment', form: 'readable', because: emptied },
		},
		purpose: 'the own page and its receipt; the proof of what a mark was',
		ends: 'with the erasure of the person',
	},
	'results.selection_setup': {
		public: 'selection_id document set_at',
		pseudonym: 'set_by',
		personal: { set_by_name: { holds: 'name', form: 'readable', because: actedInOffice } },
		purpose: 'who set the rules of a selection',
		ends: 'kept with the result',
	},
	'results.run': {
		internal:
			'id selection_id season_id institution_id state input_digest asked_at finished_at refusal outcome failure',
		pseudonym: 'asked_by prepared_by',
		personal: { asked_by_name: { holds: 'name', form: 'readable', because: actedInOffice } },
		purpose: 'who ran, proposed, asked and decided',
		ends: 'kept with the result',
	},
	'results.run_progress': { internal: 'run_id attempts percent' },
	'results.tie_proposal': {
		internal: 'id run_id selection_id vacancy_id authority reason proposed_at state decided_at',
		pseudonym: 'equals chosen proposed_by decided_by',
		personal: {
			proposed_by_name: { holds: 'name', form: 'readable', because: actedInOffice },
			decided_by_name: { holds: 'name', form: 'readable', because: actedInOffice },
		},
		purpose: 'who ran, proposed, asked and decided',
		ends: 'kept with the result',
	},
	'results.approval': {
		internal:
			'id run_id selection_id version files correction_authority correction_reason asked_at state decided_at note entry',
		pseudonym: 'prepared_by asked_by decided_by',
		personal: {
			asked_by_name: { holds: 'name', form: 'readable', because: actedInOffice },
			decided_by_name: { holds: 'name', form: 'readable', because: actedInOffice },
		},
		purpose: 'who ran, proposed, asked and decided',
		ends: 'kept with the result',
	},
	'results.lookup_attempt': {
		internal: 'failures blocked_until last_at',
		personal: { number_key: { holds: 'whose result was asked for', form: 'keyed digest' } },
		purpose: 'slows those who try birth dates',
		ends: 'a day after the last try',
	},
	'results.taken_in': {
		internal: 'import_id selection_id kind position columns digest rows used_at undone_at taken_at',
		pseudonym: 'taken_by brought_by',
		secret: 'salt',
	},
	'results.participant': {
		internal: 'import_id line vacancy_id',
		pseudonym: 'participant_id',
		personal: {
			personal: { holds: 'name, birth date, GPA, where the person would go', form: 'sealed' },
			name: { holds: 'name', form: 'readable', because: emptied },
			birth_date: { holds: 'birth date', form: 'readable', because: emptied },
			gpa: { holds: 'GPA', form: 'readable', because: emptied },
			preferences: {
				holds: 'where the person would go',
				form: 'readable',
				because: 'of an erased person, what was published of it; else empty',
			},
			admin_status: { holds: 'eligible or not', form: 'readable', because: byNumber },
			priority: { holds: 'priority group', form: 'readable', because: byNumber },
			marks: { holds: 'marks and attendance', form: 'readable', because: byNumber },
		},
		purpose: 'what a run is made from',
		ends: 'when a run rests on a newer list; name, birth date, GPA and wishes 180 days after the newest version, all of it a year after the last sign of life where there never was one',
	},
	'results.mark': {
		internal: 'import_id line',
		pseudonym: 'participant_id',
		personal: { marks: { holds: 'marks and attendance', form: 'readable', because: byNumber } },
		purpose: 'what a run is made from',
		ends: 'public once published; a year after the last sign of life where that never comes',
	},
	'results.imported_decision': {
		internal: 'import_id line vacancy_id',
		pseudonym: 'participant_id',
		personal: {
			decision: { holds: 'who of equals has the seat', form: 'readable', because: byNumber },
			authority: { holds: 'who decided', form: 'readable', because: forTheLog },
			reason: { holds: 'why', form: 'readable', because: forTheLog },
		},
		purpose: 'ties that authority decided',
		ends: 'as the list of participants',
	},
};

const byLibrary = 'the sign-in library searches and writes it';

const identity: Marks = {
	'identity.person': {
		internal: 'created_at',
		pseudonym: 'id',
		personal: { employee_number_key: { holds: 'employee number (NIP)', form: 'keyed digest' } },
		purpose: 'two accounts of one person count as one',
		ends: 'never: log entries name the pseudonym',
	},
	'identity.account': {
		internal: 'email_verified image two_factor_enabled created_at updated_at',
		pseudonym: 'id person_id',
		personal: {
			name: { holds: 'name of a member of staff', form: 'readable', because: byLibrary },
			email: { holds: 'e-mail of a member of staff', form: 'readable', because: byLibrary },
		},
		purpose: 'signing in; showing colleagues who holds which role',
		ends: 'with the account',
	},
	'identity.credential': {
		internal:
			'id account_id provider_id access_token_expires_at refresh_token_expires_at scope created_at updated_at',
		pseudonym: 'user_id',
		secret: 'password access_token refresh_token id_token',
	},
	'identity.session': {
		internal: 'id expires_at created_at updated_at',
		pseudonym: 'user_id',
		secret: 'token',
		personal: {
			ip_address: { holds: 'nothing: never filled', form: 'readable', because: byLibrary },
			user_agent: { holds: 'kind of browser', form: 'readable', because: byLibrary },
		},
		purpose: 'people tell their own sessions apart',
		ends: 'with the session, an hour later at the latest',
	},
	'identity.verification': {
		internal: 'id expires_at created_at updated_at',
		secret: 'identifier value',
	},
	'identity.authenticator': {
		internal: 'id verified failed_verification_count locked_until',
		pseudonym: 'user_id',
		secret: 'secret backup_codes',
	},
	'identity.slowdown': {
		internal: 'failures unjudged blocked_until last_at',
		personal: { key: { holds: 'whose account was tried', form: 'keyed digest' } },
		purpose: 'slows those who try passwords',
		ends: 'when the right password comes, at the latest a day after the last try',
	},
	'identity.duty': { internal: 'kind', pseudonym: 'person_id' },
	'identity.role_held': { internal: 'role institution_id kind since', pseudonym: 'person_id' },
	'identity.role_change': {
		public:
			'id change role institution_id basis requested_at decision decided_at entry entry_index',
		pseudonym: 'person_id requested_by decided_by',
	},
	'identity.access_reset': {
		public: 'id institution_id requested_at decision decided_at entry entry_index',
		pseudonym: 'person_id requested_by decided_by',
	},
	'identity.invitation': {
		internal: 'created_at expires_at used_at',
		pseudonym: 'person_id invited_by',
		secret: 'token_key',
		personal: {
			email: {
				holds: 'e-mail of whom is invited',
				form: 'readable',
				because: 'compared with the addresses of accounts',
			},
			name: {
				holds: 'name of whom is invited',
				form: 'readable',
				because: 'stands beside the address',
			},
		},
		purpose: 'who may make an account',
		ends: '30 days after the link, once its person has an account',
	},
	'identity.reading': {
		internal: 'id at role institution_id what',
		pseudonym: 'person_id',
	},
};

const notifications: Marks = {
	'notifications.mail': {
		internal: 'key subject created_at next_try_at tries sent_at',
		personal: {
			sealed: { holds: 'e-mail and text, with a name or a one-time link', form: 'sealed' },
			recipient: { holds: 'e-mail', form: 'readable', because: emptied },
			body: { holds: 'text of a letter', form: 'readable', because: emptied },
		},
		purpose: 'letters on their way out',
		ends: 'when the letter is sent',
	},
};

const imports: Marks = {
	'imports.file': {
		internal:
			'id institution_id kind scope_id stored_as format bytes digest header mapping state same_as uploaded_at checked_at applied_at rows fault_total faulty_rows fault_codes changes basis',
		pseudonym: 'uploaded_by applied_by',
		personal: {
			personal: {
				holds: 'a name that somebody gave a file, and where its rows come from',
				form: 'sealed',
			},
			file_name: { holds: 'name of a file', form: 'readable', because: emptied },
			source: { holds: 'where rows come from', form: 'readable', because: emptied },
		},
		purpose: 'who brought what, and what became of it',
		ends: 'a year after the upload',
	},
	'imports.fault': {
		internal: 'import_id position line other_line column_name code bound',
		personal: { value: { holds: 'what stood in a faulty cell', form: 'sealed' } },
		purpose: 'the committee mends the file',
		ends: 'when the file is given up, after 30 days at the latest',
	},
	'imports.progress': {
		internal: 'import_id bytes_done rows_done cancel_asked tries try_after given_up',
	},
	'imports.upload': {
		internal: 'id institution_id kind scope_id bytes begun_at touched_at import_id refused_as',
		pseudonym: 'begun_by',
		personal: {
			personal: {
				holds: 'a name that somebody gave a file, and where its rows come from',
				form: 'sealed',
			},
		},
		purpose: 'an upload goes on after its line was cut',
		ends: 'a day after something of it came last',
	},
	'imports.mapping': { internal: 'institution_id kind mapping' },
};

const personal: Marks = {
	'personal.data_key': { internal: 'id made_at', secret: 'wrapped' },
};

/**
 * Every column of the installation and what it holds. A column that is not here fails
 * `inventory.int.test.ts`; `docs/data-inventory.md` is made from it.
 */
export const marks: Marks = {
	...ledger,
	...vacancies,
	...results,
	...identity,
	...notifications,
	...imports,
	...personal,
};
