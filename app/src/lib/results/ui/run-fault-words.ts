import * as m from '$lib/paraglide/messages';
import { num } from '$lib/ui/locale.ts';
import type { RunFault } from '../committee/contract.ts';

/** A sentence for every reason why the engine refuses an input; a missing code does not compile. */
const words: Readonly<Record<RunFault['code'], () => string>> = {
	empty_file: m.panitia_run_fault_empty_file,
	not_utf8: m.impor_wrong_utf8,
	not_json: m.panitia_run_fault_not_json,
	malformed_quotes: m.impor_wrong_quotes,
	malformed_line_end: m.panitia_run_fault_line_end,
	record_too_long: m.impor_wrong_record,
	unknown_column: m.panitia_run_fault_unknown_column,
	missing_column: m.panitia_run_fault_missing_column,
	duplicate_column: m.panitia_run_fault_duplicate_column,
	mixed_forms: m.panitia_run_fault_mixed_forms,
	too_many_fields: m.impor_wrong_many,
	too_few_fields: m.impor_wrong_few,
	value_missing: m.impor_wrong_empty,
	duplicate_id: m.impor_wrong_twice,
	duplicate_decision: m.panitia_run_fault_duplicate_decision,
	unknown_vacancy: m.impor_wrong_vacancy,
	unknown_participant: m.impor_wrong_participant,
	unknown_plan: m.panitia_run_fault_unknown_plan,
	unknown_pack: m.panitia_run_fault_unknown_pack,
	unknown_formation_type: m.impor_wrong_formation,
	unknown_special_job: m.panitia_run_fault_unknown_special_job,
	unknown_status: m.impor_wrong_status,
	unknown_decision: m.impor_wrong_decision,
	unknown_priority: m.impor_wrong_priority,
	status_missing: m.panitia_run_fault_status_missing,
	mark_missing: m.impor_wrong_mark,
	negative: m.impor_wrong_negative,
	out_of_range: m.impor_wrong_range,
	not_an_integer: m.impor_wrong_integer,
	too_many_decimals: m.impor_wrong_decimals,
	not_a_number: m.impor_wrong_number,
	impossible_date: m.impor_wrong_date,
	weights_not_one: m.panitia_run_fault_weights,
	unknown_key: m.panitia_run_fault_unknown_key,
	missing_key: m.panitia_run_fault_missing_key,
	invalid_value: m.panitia_run_fault_invalid_value,
	reserved_code: m.panitia_run_fault_reserved_code,
	duplicate_code: m.panitia_run_fault_duplicate_code,
	stage_not_supported: m.panitia_run_fault_stage,
	round_without_agency: m.panitia_run_fault_round,
	pack_differs: m.panitia_run_fault_pack_differs,
};

export function runFault({ code }: RunFault): string {
	return words[code]();
}

/** Where a person finds it: a row of a table, an entry of the rules, or a file as a whole. */
export function runFaultPlace({ file, line, column }: RunFault): string {
	if (column === '') return file;
	return file.endsWith('.json')
		? m.panitia_run_fault_place_key({ file, column })
		: m.panitia_run_fault_place({ file, line: num(line), column });
}
