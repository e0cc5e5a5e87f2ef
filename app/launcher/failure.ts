/**
 * Everything that can keep the embedded database from running, as values: a closed code and its
 * data. The sentences for people stand in sentences.ts.
 */
export type LaunchFailure = { readonly ok: false } & (
	| {
			readonly code: 'launcher.folder_locked';
			readonly folder: string;
			readonly holderPid: number | undefined;
	  }
	| { readonly code: 'launcher.folder_denied'; readonly folder: string }
	| { readonly code: 'launcher.folder_no_sockets'; readonly folder: string }
	| { readonly code: 'launcher.platform_unsupported'; readonly platform: string }
	| { readonly code: 'launcher.libc_unsupported'; readonly platform: string }
	| { readonly code: 'launcher.binaries_missing'; readonly packageName: string }
	| { readonly code: 'launcher.user_unnamed'; readonly uid: number }
	| { readonly code: 'launcher.root_refused'; readonly detail: string }
	| {
			readonly code: 'launcher.other_major';
			readonly found: string;
			readonly expected: string;
			readonly folder: string;
	  }
	| { readonly code: 'launcher.cluster_missing'; readonly folder: string }
	| { readonly code: 'launcher.disk_full'; readonly folder: string }
	| { readonly code: 'launcher.cluster_unmade'; readonly detail: string }
	| { readonly code: 'launcher.start_failed'; readonly detail: string }
	| { readonly code: 'launcher.postmaster_stuck'; readonly pid: number }
);

export type LaunchCode = LaunchFailure['code'];

/** The value a failed system call carries in `code`, such as `ENOENT`; anything else is a bug. */
export function errnoOf(error: unknown): string {
	if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
		return error.code;
	}
	throw error;
}
