import { areaOf } from '$lib/identity/contract.ts';
import type { LayoutServerLoad } from './$types';
import { workplaceOf } from './workplace.ts';

/** Public pages carry no script of the framework: 8 KB on first load instead of 45 KB. */
export const csr = false;

export const load: LayoutServerLoad = async ({ locals, route, url }) => {
	const { ledger, clock, config } = locals.services;
	// A public page is the same for everybody, so it never says who is signed in.
	const atWork = areaOf(route.id) === 'public' ? undefined : locals.actor;
	return {
		head: await ledger.head(),
		now: clock.now(),
		demo: config.mode === 'demo',
		path: url.pathname,
		requestId: locals.requestId,
		...(atWork && { workplace: workplaceOf(atWork) }),
	};
};
