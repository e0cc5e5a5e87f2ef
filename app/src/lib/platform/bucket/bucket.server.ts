import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { type BucketAnswer, BucketFault, faultOf, isPassing, listedKeys } from './answers.ts';

/** A place in an object store that speaks S3. Never logged: it holds the credentials. */
export interface BucketSetting {
	readonly bucket: string;
	/** Empty, or ends in `/`: put before every key. */
	readonly prefix: string;
	readonly region: string;
	/** Origin of a store other than AWS, which is then addressed as `<endpoint>/<bucket>/…`. */
	readonly endpoint?: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken?: string;
}

export interface StoredObject {
	readonly bytes: Uint8Array;
	/** Names these bytes to `put`. */
	readonly etag: string;
}

/** `absent`: only where there is no such object yet. An ETag: only over exactly that object. */
export type PutCondition = 'none' | 'absent' | { readonly etag: string };

/**
 * The four requests that a log needs. Each is tried again when the store is away for a moment.
 * All throw `BucketFault` where the answer is neither the object nor its plain absence.
 */
export interface Bucket {
	get(key: string): Promise<StoredObject | undefined>;
	has(key: string): Promise<boolean>;
	/** Durable when it returns true; false where the condition did not hold. */
	put(key: string, bytes: Uint8Array, condition: PutCondition): Promise<boolean>;
	/** Keys that begin with `prefix`, in byte order, without the setting's own prefix. */
	list(prefix: string): Promise<readonly string[]>;
}

export interface BucketPatience {
	/** For one request, its answer included. */
	readonly requestMs: number;
	readonly attempts: number;
	/** Before the second attempt; doubled before each further one. */
	readonly pauseMs: number;
	/** Ends every request at once; for a process that must stop. */
	readonly stop?: AbortSignal;
}

const patient: BucketPatience = { requestMs: 5_000, attempts: 5, pauseMs: 100 };
const longestPauseMs = 2_000;

interface Call {
	readonly method: 'GET' | 'HEAD' | 'PUT';
	readonly url: URL;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array;
}

/** Opens no connection by itself. */
export function openBucket(setting: BucketSetting, patience: Partial<BucketPatience> = {}): Bucket {
	const effort = { ...patient, ...patience };
	const send = createSender(setting, effort);
	const base = baseUrl(setting);
	const urlOf = (key: string) => new URL(setting.prefix + key, base);

	/** Until an answer is no passing trouble; `uncertain` where an earlier try may have been done. */
	async function persist(
		call: Call,
	): Promise<{ readonly answer: BucketAnswer; readonly uncertain: boolean }> {
		let uncertain = false;
		for (let attempt = 1; ; attempt += 1) {
			const answer = await send(call);
			if (!isPassing(answer)) return { answer, uncertain };
			// A refused conflict was not done; of everything else nobody knows.
			if (answer.status !== 409) uncertain = true;
			if (attempt >= effort.attempts || effort.stop?.aborted === true) throw faultOf(answer);
			await pauseBefore(attempt, effort);
		}
	}

	async function get(key: string): Promise<StoredObject | undefined> {
		const { answer } = await persist({ method: 'GET', url: urlOf(key) });
		if (answer.status === 404 && answer.code !== 'NoSuchBucket') return undefined;
		if (answer.status !== 200 || answer.etag === undefined) throw faultOf(answer);
		return { bytes: answer.bytes, etag: answer.etag };
	}

	async function list(prefix: string): Promise<readonly string[]> {
		const keys: string[] = [];
		for (let after: string | undefined = ''; after !== undefined;) {
			const url = new URL(base);
			url.searchParams.set('list-type', '2');
			url.searchParams.set('prefix', setting.prefix + prefix);
			if (after !== '') url.searchParams.set('continuation-token', after);
			const { answer } = await persist({ method: 'GET', url });
			if (answer.status !== 200) throw faultOf(answer);
			const page = listedKeys(answer.bytes);
			keys.push(...page.keys.map((key) => key.slice(setting.prefix.length)));
			after = page.next;
		}
		return keys.sort();
	}

	return {
		get,
		async has(key) {
			const { answer } = await persist({ method: 'HEAD', url: urlOf(key) });
			if (answer.status === 404) return false;
			if (answer.status !== 200) throw faultOf(answer);
			return true;
		},
		async put(key, bytes, condition) {
			const headers = conditionHeaders(condition);
			const call: Call = { method: 'PUT', url: urlOf(key), headers, body: bytes };
			const { answer, uncertain } = await persist(call);
			if (answer.status === 200) return true;
			const refused = answer.status === 412 || (answer.status === 404 && isKeyGone(answer));
			if (condition === 'none' || !refused) throw faultOf(answer);
			// The condition may have failed on our own write, whose answer was lost.
			return uncertain && sameBytes((await get(key))?.bytes, bytes);
		},
		list,
	};
}

/** AWS answers `If-Match` on an object that is gone with 404, others with 412. */
function isKeyGone(answer: BucketAnswer): boolean {
	return answer.code === 'NoSuchKey';
}

function conditionHeaders(condition: PutCondition): Readonly<Record<string, string>> {
	if (condition === 'none') return {};
	return condition === 'absent' ? { 'If-None-Match': '*' } : { 'If-Match': condition.etag };
}

function baseUrl({ bucket, region, endpoint }: BucketSetting): URL {
	if (endpoint !== undefined) return new URL(`${endpoint}/${bucket}/`);
	// A dot in the name would leave the certificate's wildcard.
	return bucket.includes('.')
		? new URL(`https://s3.${region}.amazonaws.com/${bucket}/`)
		: new URL(`https://${bucket}.s3.${region}.amazonaws.com/`);
}

/** One signed request; silence, a cut connection and a refused one come back as status 0. */
function createSender(
	setting: BucketSetting,
	{ requestMs, stop }: BucketPatience,
): (call: Call) => Promise<BucketAnswer> {
	const { accessKeyId, secretAccessKey, sessionToken, region } = setting;
	const identity = { accessKeyId, secretAccessKey, region, service: 's3', cache: new Map() };
	return async ({ method, url, headers = {}, body }) => {
		const digest = createHash('sha256')
			.update(body ?? '')
			.digest('hex');
		const signed = await new AwsV4Signer({
			...identity,
			...(sessionToken === undefined ? {} : { sessionToken }),
			method,
			url: url.href,
			headers: { ...headers, 'X-Amz-Content-Sha256': digest },
		}).sign();
		const late = AbortSignal.timeout(requestMs);
		try {
			const response = await fetch(signed.url, {
				method,
				headers: signed.headers,
				...(body === undefined ? {} : { body: new Uint8Array(body) }),
				redirect: 'manual',
				signal: stop === undefined ? late : AbortSignal.any([late, stop]),
			});
			const bytes = new Uint8Array(await response.arrayBuffer());
			return {
				...described(response.status, bytes),
				etag: response.headers.get('etag') ?? undefined,
			};
		} catch (error) {
			return { status: 0, bytes: new Uint8Array(), code: networkCode(error), etag: undefined };
		}
	};
}

function described(status: number, bytes: Uint8Array): Omit<BucketAnswer, 'etag'> {
	if (status < 300) return { status, bytes, code: undefined };
	const code = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/u.exec(new TextDecoder().decode(bytes))?.[1];
	return { status, bytes, code };
}

/** Only names of errors: a message may hold the address with its query. */
function networkCode(error: unknown): string {
	const cause =
		error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
	if (typeof cause?.code === 'string') return cause.code;
	return error instanceof Error ? error.name : 'unknown';
}

async function pauseBefore(attempt: number, { pauseMs, stop }: BucketPatience): Promise<void> {
	const longest = Math.min(longestPauseMs, pauseMs * 2 ** (attempt - 1));
	// Spread out, so that processes that failed together do not come back together.
	const pause = longest * (0.5 + Math.random() / 2);
	await wait(pause, undefined, stop === undefined ? {} : { signal: stop }).catch(() => undefined);
}

function sameBytes(left: Uint8Array | undefined, right: Uint8Array): boolean {
	return left !== undefined && Buffer.compare(left, right) === 0;
}

export { BucketFault };
