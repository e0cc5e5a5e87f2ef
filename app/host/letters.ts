import type { Identity } from '../src/lib/identity/server/api.server.ts';
import type { Notifications } from '../src/lib/notifications/server/api.server.ts';
import type { ResultLetters, VersionOfSelection } from '../src/lib/results/server/api.server.ts';

/** What a letter is made from: nothing about a person stands in one but the address it goes to. */
interface LetterDeps {
	readonly notifications: Pick<Notifications, 'enqueue'>;
	readonly identity: Pick<Identity, 'addressesOf'>;
	/** The public address of this installation. */
	readonly url: string;
}

/** Letters about the way of a result, to those whose turn it is. */
export function resultLetters({ notifications, identity, url }: LetterDeps): ResultLetters {
	return {
		async approvalAsked(trx, asked) {
			const { approvalId, institutionId, preparedBy } = asked;
			const officials = await identity.addressesOf(trx, {
				role: 'approving_official',
				institutionId,
			});
			const letter = askedLetter(asked, `${url}/panitia/persetujuan/${approvalId}`);
			for (const { personId, email } of officials) {
				if (preparedBy.includes(personId)) continue;
				const key = `results:approval_asked:${approvalId}:${personId}:${email}`;
				await notifications.enqueue(trx, { key, to: email, ...letter });
			}
		},
		async published(trx, published) {
			const { selectionId, version, institutionId, approvedBy } = published;
			const told = await identity.addressesOf(trx, {
				role: 'committee',
				institutionId,
				persons: [approvedBy],
			});
			const letter = publishedLetter(published, `${url}/hasil/${selectionId}`);
			for (const { personId, email } of told) {
				const key = `results:published:${selectionId}:${version}:${personId}:${email}`;
				await notifications.enqueue(trx, { key, to: email, ...letter });
			}
		},
	};
}

/** In both languages: nobody has told us which one they read. */
function askedLetter({ title, version }: VersionOfSelection, link: string) {
	return {
		subject: `Persetujuan diminta: ${title.id}, versi ${version}`,
		text: `Panitia meminta persetujuan Anda untuk mengumumkan ${title.id}, versi ${version}.

Buka halaman ini. Peramban Anda menghitung ulang hasilnya sebelum Anda dapat menyetujui:
${link}

Anda juga dapat mengembalikannya dengan catatan.

---

The committee asks for your approval to publish ${title.en}, version ${version}.
Open the page above. Your browser computes the result again before you can approve it.
You may also send it back with a note.
`,
	};
}

function publishedLetter({ title, version }: VersionOfSelection, link: string) {
	return {
		subject: `Sudah diumumkan: ${title.id}, versi ${version}`,
		text: `${title.id}, versi ${version}, sudah diumumkan dan tercatat. Semua orang dapat melihat dan menghitung ulangnya:
${link}

---

${title.en}, version ${version}, is published and on record. Everybody can read it and compute it again at the address above.
`,
	};
}
