import type { ServerResponse } from 'node:http';

/** No script, style or frame that is not a file of ours, and nothing inline. */
const contentSecurityPolicy = [
	"default-src 'self'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' data:",
	"font-src 'self'",
	"connect-src 'self'",
	"worker-src 'self'",
	"object-src 'none'",
	"base-uri 'none'",
	"form-action 'self'",
	"frame-ancestors 'none'",
].join('; ');

const headers: readonly (readonly [string, string])[] = [
	['Content-Security-Policy', contentSecurityPolicy],
	['Cross-Origin-Opener-Policy', 'same-origin'],
	['Cross-Origin-Resource-Policy', 'same-origin'],
	['Referrer-Policy', 'strict-origin-when-cross-origin'],
	[
		'Permissions-Policy',
		'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
	],
	['X-Content-Type-Options', 'nosniff'],
	['X-Frame-Options', 'DENY'],
];

/** On every answer, faults included: set before anything else looks at the request. */
export function setSecurityHeaders(response: ServerResponse, secure: boolean): void {
	for (const [name, value] of headers) response.setHeader(name, value);
	if (secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
}

/**
 * What the public may check (log, bundles, read API) must also be readable by pages of other
 * origins: a newspaper's, a university's.
 */
export function allowEveryOrigin(response: ServerResponse): void {
	response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
	response.setHeader('Access-Control-Allow-Origin', '*');
}
