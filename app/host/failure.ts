import type { LaunchFailure } from '../launcher/index.ts';
import { BucketFault, type BucketFaultCode } from '../src/lib/platform/bucket/answers.ts';
import type { ConfigFault } from '../src/lib/platform/config.server.ts';
import type { GateFailure } from './gate.ts';

/** Everything that can keep the process from serving, as values; sentences stand in sentences.ts. */
export type StartFailure =
	| LaunchFailure
	| GateFailure
	| { readonly ok: false; readonly code: 'host.settings'; readonly faults: readonly ConfigFault[] }
	| { readonly ok: false; readonly code: 'host.mode_unreadable'; readonly file: string }
	| { readonly ok: false; readonly code: 'host.folder_denied'; readonly folder: string }
	| { readonly ok: false; readonly code: 'host.disk_full'; readonly folder: string }
	| { readonly ok: false; readonly code: 'host.database_away'; readonly reason: string }
	| { readonly ok: false; readonly code: 'host.embedded_database_ended' }
	| { readonly ok: false; readonly code: 'host.database_unsupported'; readonly version: string }
	| { readonly ok: false; readonly code: 'host.database_newer'; readonly migration: string }
	| { readonly ok: false; readonly code: 'host.migration_failed'; readonly migration: string }
	| { readonly ok: false; readonly code: 'host.migrator_needed' }
	| { readonly ok: false; readonly code: 'host.personal_key_missing'; readonly file: string }
	| {
			readonly ok: false;
			readonly code: 'host.evidence_changeable';
			readonly tables: readonly string[];
	  }
	| {
			readonly ok: false;
			readonly code: 'host.tiles_unusable';
			readonly reason: BucketFaultCode;
			readonly detail: string;
	  }
	| { readonly ok: false; readonly code: 'host.stopped' };

/** Exit status by kind: 2 settings, 69 something needed is not available, 130 stopped by a signal. */
export function exitStatus(failure: StartFailure): number {
	switch (failure.code) {
		case 'host.settings':
		case 'host.mode_unreadable':
		case 'host.evidence_changeable':
			return 2;
		case 'host.tiles_unusable':
			return failure.reason === 'bucket.away' ? 69 : 2;
		case 'host.stopped':
			return 130;
		default:
			return 69;
	}
}

/**
 * Broken surroundings that can show at any step; `undefined` means that the error is a bug.
 * @param folder the data folder, for the sentence.
 */
export function surroundingsFailure(error: unknown, folder: string): StartFailure | undefined {
	if (error instanceof BucketFault) {
		const { code: reason, detail } = error;
		return { ok: false, code: 'host.tiles_unusable', reason, detail };
	}
	const code = errorCode(error);
	if (code === undefined) return undefined;
	// 53100 is PostgreSQL's disk_full.
	if (['ENOSPC', 'EDQUOT', '53100'].includes(code)) {
		return { ok: false, code: 'host.disk_full', folder };
	}
	if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
		return { ok: false, code: 'host.folder_denied', folder };
	}
	const reason = databaseReason(code);
	return reason === undefined ? undefined : { ok: false, code: 'host.database_away', reason };
}

function errorCode(error: unknown): string | undefined {
	if (error instanceof AggregateError) return errorCode(error.errors[0]);
	const code = (error as { code?: unknown } | null)?.code;
	if (typeof code === 'string') return code;
	const timedOut = error instanceof Error && /timeout|Connection terminated/.test(error.message);
	return timedOut ? 'ETIMEDOUT' : undefined;
}

/** Never the server's own text, which may name users and hosts. */
function databaseReason(code: string): string | undefined {
	if (['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'].includes(code)) {
		return code;
	}
	// Authorisation, database unknown, too many connections, shutting down or starting up.
	return /^(28|3D|53|57|08)/.test(code) && code.length === 5 ? `SQLSTATE ${code}` : undefined;
}
