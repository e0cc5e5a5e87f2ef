import { expect, it } from 'vitest';
import { isOverdue } from './sessions.ts';

const signedIn = new Date('2026-11-21T01:00:00.000Z');

it('ends a session twelve hours after the sign-in, used or not', () => {
	expect(isOverdue(signedIn, new Date('2026-11-21T12:59:59.999Z'))).toBe(false);
	expect(isOverdue(signedIn, new Date('2026-11-21T13:00:00.000Z'))).toBe(true);
});
