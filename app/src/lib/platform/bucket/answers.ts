/** What an object store answered, as far as it is looked at. */
export interface BucketAnswer {
	/** 0: no answer came. */
	readonly status: number;
	readonly bytes: Uint8Array;
	/** The store's own name for an error, or the network's. */
	readonly code: string | undefined;
	readonly etag: string | undefined;
}

export type BucketFaultCode =
	/** The credentials are wrong, expired, or may not do this. */
	| 'bucket.refused'
	| 'bucket.missing'
	| 'bucket.wrong_region'
	| 'bucket.away'
	/** It stores what a condition forbids: no log can be kept safely there. */
	| 'bucket.ignores_conditions'
	| 'bucket.unexpected';

/** Carries the store's status and error name only: its texts repeat keys and credentials' names. */
export class BucketFault extends Error {
	readonly code: BucketFaultCode;
	/** As in `NoSuchBucket`, `ECONNREFUSED` or `HTTP 418`. */
	readonly detail: string;
	constructor(code: BucketFaultCode, detail: string) {
		super(`${code} (${detail})`);
		this.name = 'BucketFault';
		this.code = code;
		this.detail = detail;
	}
}

/** Worth another try: overload, a fault of the server, a conflict that it asks to repeat, silence. */
export function isPassing({ status }: BucketAnswer): boolean {
	return (
		status === 0 || status === 408 || status === 409 || status === 429 || isServerFault(status)
	);
}

/** 501 does not pass: the store does not know the request. */
function isServerFault(status: number): boolean {
	return status >= 500 && status !== 501;
}

export function faultOf(answer: BucketAnswer): BucketFault {
	const detail = answer.code ?? `HTTP ${answer.status}`;
	return new BucketFault(faultCode(answer), detail);
}

const tokenCodes = ['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired'];

function faultCode(answer: BucketAnswer): BucketFaultCode {
	const { status, code = '' } = answer;
	if (isPassing(answer)) return 'bucket.away';
	if (status === 404) return code === 'NoSuchKey' ? 'bucket.unexpected' : 'bucket.missing';
	if (status === 401 || status === 403 || tokenCodes.includes(code)) return 'bucket.refused';
	if (status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed') {
		return 'bucket.wrong_region';
	}
	return status === 501 ? 'bucket.ignores_conditions' : 'bucket.unexpected';
}

/** Keys of one page of ListObjectsV2; a key with other signs than ours needs no decoding: not ours. */
export function listedKeys(xml: Uint8Array): {
	readonly keys: readonly string[];
	readonly next: string | undefined;
} {
	const text = new TextDecoder().decode(xml);
	const keys = Array.from(
		text.matchAll(/<Key>([A-Za-z0-9._/-]+)<\/Key>/gu),
		([, key]) => key ?? '',
	);
	const token = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/u.exec(text)?.[1];
	const truncated = /<IsTruncated>\s*true\s*<\/IsTruncated>/u.test(text);
	return { keys, next: truncated && token !== undefined ? unescapeXml(token) : undefined };
}

function unescapeXml(text: string): string {
	const named: Readonly<Record<string, string>> = {
		amp: '&',
		lt: '<',
		gt: '>',
		quot: '"',
		apos: "'",
	};
	return text.replace(/&(amp|lt|gt|quot|apos);/gu, (_, name: string) => named[name] ?? '');
}
