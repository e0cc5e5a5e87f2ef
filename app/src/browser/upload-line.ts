import { type DetailedError, type HttpResponse, Upload } from 'tus-js-client';
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

export async function send(file: File, endpoint: string, said: Said, told: Told): Promise<Sending> {
	forgetOld();
	const fingerprint = await fingerprintOf(file, said);
	let code: string | undefined;
	let ended = false;
	let heardAt = Date.now();
	const upload = new Upload(file, {
		endpoint: new URL(endpoint, location.href).href,
		metadata: { ...said, berkas: file.name },
		chunkSize: chunkBytes,
		retryDelays: pauses,
		fingerprint: () => Promise.resolve(fingerprint as string),
		urlStorage: memory,
		removeFingerprintOnSuccess: true,
		onAfterResponse: (request, response) => {
			heardAt = Date.now();
			code = response.getHeader('Terang-Code') || undefined;
			// The library would take a refused look for an upload that is gone, and begin another.
			if (code !== undefined && request.getMethod() === 'HEAD') throw new Error(code);
			if (request.getMethod() === 'HEAD') tellArrived(response, told);
		},
		onProgress: (sent) => {
			heardAt = Date.now();
			told.progress(sent);
		},
		onShouldRetry: (error) => {
			const again = code === undefined && isPassing(error);
			if (again) told.cut();
			return again;
		},
		onSuccess: ({ lastResponse }) => {
			end();
			told.taken(lastResponse.getHeader('Terang-File') ?? '');
		},
		onError: () => {
			refuse(code ?? 'other');
		},
	});
	const again = () => {
		heardAt = Date.now();
		void upload.abort().then(() => {
			if (!ended) upload.start();
		});
	};
	const lost = () => {
		told.cut();
		void upload.abort();
	};
	const watch = setInterval(() => {
		if (!navigator.onLine || Date.now() - heardAt < silenceMs) return;
		told.cut();
		again();
	}, 5_000);
	addEventListener('online', again);
	addEventListener('offline', lost);
	function end(): void {
		ended = true;
		clearInterval(watch);
		removeEventListener('online', again);
		removeEventListener('offline', lost);
	}
	function refuse(as: string): void {
		end();
		void upload.abort();
		void forgetUnlessStaying(upload, as).then(() => {
			told.refused(as);
		});
	}
	const [before] = await upload.findPreviousUploads();
	if (before !== undefined) upload.resumeFromPreviousUpload(before);
	upload.start();
	return {
		cancel: async () => {
			end();
			await upload.abort(true).catch(() => undefined);
			await forgetUnlessStaying(upload, 'cancelled');
		},
	};
}

function tellArrived(response: HttpResponse, told: Told): void {
	const arrived = Number(response.getHeader('Upload-Offset'));
	if (response.getStatus() === 200 && arrived > 0) told.resumed(arrived);
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
