import { error } from '@sveltejs/kit';
import type { Permission, Refusal } from '../contract.ts';
import { refusalStatus } from './refusals.ts';

/** The permission, or the error page, which finds the reason by its code. */
export function allowed<P extends Permission>(asked: P | Refusal): P {
	if (asked.ok) return asked;
	return error(refusalStatus(asked.code), asked.code);
}
