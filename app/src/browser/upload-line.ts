import { type DetailedError, type HttpResponse, Upload, type UploadOptions } from 'tus-js-client';
import { fingerprintOf, type Said } from './upload/fingerprint.ts';
import { forgetOld, memory } from './upload/memory.ts';

/** Sends a file over a line that may break, by tus; fetched by the form once somebody sends one. */

export interface Told {
	/** Bytes that have arrived or are on their way. */
	progress(sent: number): void;
	/** Goes on from what has arrived, after a pause or a reload. */
	resumed(arrived: number): void;
	/** It is being tried again. */
	cut(): void;
	/** Number of the file that came of it. */
	taken(id: string): void;
	refused(code: string): void;
}

export interface Sending {
	/** Takes away what has arrived. */
	cancel(): Promise<void>;
}

/** Shows progress and loses little behind a proxy that passes a request on only when it is whole. */
const chunkBytes = 8 * 1024 * 1024;

/** Growing, then as long as the server keeps what has arrived. */
const pauses = [0, 1_000, 2_000, 4_000, 8_000, 15_000, ...Array<number>(2_880).fill(30_000)];

/** Without a byte for as long, a line is taken for dead, though nobody has said so. */
const silenceMs = 60_000;

/** Statuses by which an upload is not refused, but is to be looked at again. */
const passing = [404, 408, 409, 410, 423, 429];

/** Of which the upload stays: it goes on once somebody has mended what was wrong. */
const staying = ['http.signed_out', 'http.forbidden', 'imports.no_room'];

/** What is known of an upload under way. */
interface State {
	/** Why the last answer was a refusal. */
	code: string | undefined;
	ended: boolean;
	/** When the line showed last that it is there. */
	heardAt: number;
}

export async function send(file: File, endpoint: string, said: Said, told: Told): Promise<Sending> {
	forgetOld();
	if (!(await isReadable(file))) {
		told.refused('file.moved');
		return { cancel: () => Promise.resolve() };
	}
	const fingerprint = await fingerprintOf(file, said);
	const state: State = { code: undefined, ended: false, heardAt: Date.now() };
	const end = () => {
		state.ended = true;
		unwatch();
	};
	const upload: Upload = new Upload(file, {
		...speaking(told, state, { end, refuse, lookAtFile }),
		endpoint: new URL(endpoint, location.href).href,
		metadata: { ...said, berkas: file.name },
		fingerprint: () => Promise.resolve(fingerprint as string),
	});
	const unwatch = watchLine(upload, state, told);
	function refuse(code: string): void {
		end();
		void upload.abort();
		void forgetUnlessStaying(upload, code).then(() => {
			told.refused(code);
		});
	}
	/** A file that was changed since it was chosen fails like a line that was cut. */
	async function lookAtFile(): Promise<void> {
		if (!(await isReadable(file)) && !state.ended) refuse('file.moved');
	}
	const [before] = await upload.findPreviousUploads();
	if (before !== undefined) upload.resumeFromPreviousUpload(before);
	upload.start();
	return {
		cancel: async () => {
			end();
			await forgetUnlessStaying(upload, 'cancelled');
			await upload.abort(true).catch(() => undefined);
		},
	};
}

interface Outcomes {
	readonly end: () => void;
	readonly refuse: (code: string) => void;
	readonly lookAtFile: () => Promise<void>;
}

function speaking(
	told: Told,
	state: State,
	{ end, refuse, lookAtFile }: Outcomes,
): Partial<UploadOptions> {
	return {
		chunkSize: chunkBytes,
		retryDelays: pauses,
		urlStorage: memory,
		removeFingerprintOnSuccess: true,
		onAfterResponse: (request, response) => {
			state.heardAt = Date.now();
			state.code = response.getHeader('Terang-Code') || undefined;
			if (request.getMethod() === 'HEAD') hearArrived(response, told);
		},
		onProgress: (sent) => {
			state.heardAt = Date.now();
			told.progress(sent);
		},
		onShouldRetry: (error) => {
			const again = !state.ended && state.code === undefined && isPassing(error);
			if (again) {
				told.cut();
				void lookAtFile();
			}
			return again;
		},
		onSuccess: ({ lastResponse }) => {
			end();
			told.taken(lastResponse.getHeader('Terang-File') ?? '');
		},
		onError: () => {
			refuse(state.code ?? 'other');
		},
	};
}

/** Goes on at once where the browser says that the line is back, and where a line is silent. */
function watchLine(upload: Upload, state: State, told: Told): () => void {
	const again = () => {
		state.heardAt = Date.now();
		void upload.abort().then(() => {
			if (!state.ended) upload.start();
		});
	};
	const lost = () => {
		told.cut();
		void upload.abort();
	};
	const silent = setInterval(() => {
		if (!navigator.onLine || Date.now() - state.heardAt < silenceMs) return;
		told.cut();
		again();
	}, 5_000);
	addEventListener('online', again);
	addEventListener('offline', lost);
	return () => {
		clearInterval(silent);
		removeEventListener('online', again);
		removeEventListener('offline', lost);
	};
}

/**
 * Of any answer but a success the library believes that the upload is gone, and begins another. Only
 * where the server says so: one that is being started, or a proxy before it, says nothing of the sort.
 */
function hearArrived(response: HttpResponse, told: Told): void {
	const status = response.getStatus();
	if (status === 404 || status === 410) return;
	if (status !== 200) throw new Error(`looked at an upload: ${status}`);
	const arrived = Number(response.getHeader('Upload-Offset'));
	if (arrived > 0) told.resumed(arrived);
}

async function isReadable(file: File): Promise<boolean> {
	return file
		.slice(0, 1)
		.arrayBuffer()
		.then(
			() => true,
			() => false,
		);
}

function isPassing({ originalRequest, originalResponse }: DetailedError): boolean {
	const status = originalResponse?.getStatus() ?? 0;
	if (originalRequest.getMethod() === 'POST' && status === 404) return false;
	return status === 0 || status >= 500 || passing.includes(status);
}

async function forgetUnlessStaying(upload: Upload, code: string): Promise<void> {
	if (staying.includes(code)) return;
	for (const { urlStorageKey } of await upload.findPreviousUploads()) {
		await memory.removeUpload(urlStorageKey);
	}
}
