/**
 * An answer of the protocol that is no success, in the shape that `@tus/server` reads. The code is for
 * the page, which has a sentence for it; without one, the sender's script knows what to do by itself.
 */
export class Refused extends Error {
	readonly status_code: number;
	readonly body: string;
	readonly code: string | undefined;
	constructor(status: number, code?: string) {
		super(code);
		this.status_code = status;
		this.code = code;
		this.body = code === undefined ? '' : `${code}\n`;
	}
}
