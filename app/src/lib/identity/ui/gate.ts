import { error } from '@sveltejs/kit';
import type { Action, Permission, Refusal } from '../contract.ts';
import { refusalStatus } from './refusals.ts';

/** The permission, or the error page, which finds the reason by its code. */
export function allowed<A extends Action>(asked: Permission<A> | Refusal): Permission<A> {
	if (asked.ok) return asked;
	return error(refusalStatus(asked.code), asked.code);
}
