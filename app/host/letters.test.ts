import { expect, it } from 'vitest';
import type { Mail } from '../src/lib/notifications/contract.ts';
import { resultLetters } from './letters.ts';

const trx = {} as Parameters<ReturnType<typeof resultLetters>['published']>[0];

const asked = {
	selectionId: 'cpns-2026-kota-palu',
	title: { id: 'CPNS Kota Palu 2026', en: 'CPNS Kota Palu 2026' },
	institutionId: 'kota-palu',
	version: 2,
};

/** Two officials; a committee of two. Whoever is asked for by person comes besides. */
function letters() {
	const sent: Mail[] = [];
	const written = resultLetters({
		url: 'https://terang.example',
		notifications: {
			enqueue: (_trx, mail) => {
				if (!sent.some(({ key }) => key === mail.key)) sent.push(mail);
				return Promise.resolve();
			},
		},
		identity: {
			addressesOf: (_trx, { role, institutionId, persons = [] }) => {
				const people = [`${role}-1`, `${role}-2`, ...persons];
				return Promise.resolve(
					people.map((personId) => ({ personId, email: `${personId}@${institutionId}.example` })),
				);
			},
		},
	});
	return { sent, written };
}

it('asks the approving officials of the institution, but none who prepared', async () => {
	const { sent, written } = letters();
	const question = { ...asked, approvalId: 7, preparedBy: ['approving_official-1'] };
	await written.approvalAsked(trx, question);
	await written.approvalAsked(trx, question);
	expect(sent.map(({ to }) => to)).toEqual(['approving_official-2@kota-palu.example']);
	expect(sent[0]?.text).toContain('https://terang.example/panitia/persetujuan/7\n');
});

it('tells the committee and the official who approved, each once', async () => {
	const { sent, written } = letters();
	await written.published(trx, { ...asked, approvedBy: 'ppk' });
	await written.published(trx, { ...asked, approvedBy: 'ppk' });
	expect(sent.map(({ to }) => to.split('@')[0])).toEqual(['committee-1', 'committee-2', 'ppk']);
	expect(sent[0]?.text).toContain('https://terang.example/hasil/cpns-2026-kota-palu\n');
});

it('says nothing of a person in any letter', async () => {
	const { sent, written } = letters();
	await written.approvalAsked(trx, { ...asked, approvalId: 7, preparedBy: ['orang-1'] });
	await written.published(trx, { ...asked, approvedBy: 'orang-2' });
	for (const { subject, text } of sent) {
		expect(`${subject} ${text}`).not.toMatch(/orang-|committee-|official-|@/u);
	}
});
