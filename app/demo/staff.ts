import type { DemoPerson } from '../src/lib/identity/server/api.server.ts';
import { fictionalName } from './names.ts';
import { andir } from './places/andir.ts';
import { bungo } from './places/bungo.ts';
import { kotalama } from './places/kotalama.ts';
import { palu } from './places/palu.ts';
import { sawahlunto } from './places/sawahlunto.ts';
import { createRandom } from './random.ts';

/** Two where one prepares and another confirms. */
const posts = [
	['committee', 'panitia1'],
	['committee', 'panitia2'],
	['approving_official', 'ppk'],
	['auditor', 'inspektorat'],
	['administrator', 'admin1'],
	['administrator', 'admin2'],
] as const;

const nation = [
	['national_monitor', 'pemantau'],
	['administrator', 'admin1'],
	['administrator', 'admin2'],
] as const;

/** Fictional people for every role of every institution, the same on every machine. */
export function demoStaff(): readonly DemoPerson[] {
	const random = createRandom(20261121);
	let serial = 0;
	const person = (post: (typeof posts | typeof nation)[number], place: string, at?: string) => {
		serial += 1;
		return {
			role: post[0],
			...(at === undefined ? {} : { institutionId: at }),
			name: fictionalName(random),
			email: `${post[1]}@${place}.contoh.id`,
			// The form of an NIP with a serial number that no office has given out.
			employeeNumber: `19850101201001${serial % 2 === 0 ? 1 : 2}${String(serial).padStart(3, '0')}`,
		};
	};
	const local = [palu, bungo, sawahlunto, andir, kotalama].flatMap(({ institution: { id } }) =>
		posts.map((post) => person(post, id, id)),
	);
	return [...local, ...nation.map((post) => person(post, 'nasional'))];
}
