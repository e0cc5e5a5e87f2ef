import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { privateFolder, type Place } from './place.ts';
import { PORT } from './session.ts';

/** `sun_path` holds 104 bytes on macOS, 108 on Linux, with the name and a final zero. */
const FOLDER_BYTES = 103 - `/.s.PGSQL.${String(PORT)}`.length;

const TEMPORARY_NAME = /^terang-[0-9a-f]{24}$/;

/**
 * An empty private folder for the socket: beside the cluster, or, where that path is too long or
 * holds what PostgreSQL reads as a list, in the folder for temporary files under an unguessable
 * name. Emptied, since the lock file of a dead server's socket may name a number that somebody else
 * has got. Call it only when no server of this cluster lives.
 */
export function freshSocketFolder(place: Place): string {
	const beside = path.join(place.root, 'socket');
	if (Buffer.byteLength(beside) <= FOLDER_BYTES && !/[",]/.test(beside)) {
		rmSync(beside, { recursive: true, force: true });
		privateFolder(beside, place.identity);
		return beside;
	}
	const folder = path.join(tmpdir(), `terang-${randomBytes(12).toString('hex')}`);
	privateFolder(folder, place.identity);
	return folder;
}

/** Removes a socket folder outside the data folder; one beside the cluster stays for the next start. */
export function removeTemporarySocketFolder(folder: string | undefined): void {
	if (folder === undefined || !TEMPORARY_NAME.test(path.basename(folder))) return;
	rmSync(folder, { recursive: true, force: true });
}
