import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

interface Known {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly region: string;
}

const form =
	/^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/u;

/** Written from the AWS documentation of Signature Version 4, apart from any client; S3's error name. */
export function signatureFault(
	request: IncomingMessage,
	url: URL,
	body: Uint8Array,
	known: Known,
): string | undefined {
	const parsed = form.exec(request.headers.authorization ?? '');
	if (parsed === null) return 'AccessDenied';
	const [, keyId = '', day = '', region = '', names = '', signature = ''] = parsed;
	if (keyId !== known.accessKeyId) return 'InvalidAccessKeyId';
	if (region !== known.region) return 'AuthorizationHeaderMalformed';
	const digest = request.headers['x-amz-content-sha256'];
	if (digest !== sha256(body)) return 'XAmzContentSHA256Mismatch';
	const signed = names.split(';');
	// A condition that is not signed could be taken off on the way.
	const owed = Object.keys(request.headers).filter((name) => /^(if-|x-amz-|host$)/u.test(name));
	if (owed.some((name) => !signed.includes(name))) return 'AccessDenied';
	const at = String(request.headers['x-amz-date']);
	const canonical = canonicalRequest(request, url, signed, digest);
	const scope = `${day}/${region}/s3/aws4_request`;
	const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
	let key: Buffer = hmac(`AWS4${known.secretAccessKey}`, day);
	for (const part of [region, 's3', 'aws4_request']) key = hmac(key, part);
	return hmac(key, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

function canonicalRequest(
	request: IncomingMessage,
	url: URL,
	signed: readonly string[],
	digest: string,
): string {
	const query = [...url.searchParams]
		.map(([name, value]) => `${encode(name)}=${encode(value)}`)
		.sort();
	const headers = signed.map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
	const path = url.pathname.split('/').map(decodeURIComponent).map(encode).join('/');
	const lines = [request.method, path, query.join('&'), headers.join(''), signed.join(';'), digest];
	return lines.join('\n');
}

/** RFC 3986, which is stricter than the language's own function. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/gu,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

function sha256(data: Uint8Array | string): string {
	return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
	return createHmac('sha256', key).update(text).digest();
}
