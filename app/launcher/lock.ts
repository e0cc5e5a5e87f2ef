import { randomBytes } from 'node:crypto';
import {
	chownSync,
	closeSync,
	linkSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	realpathSync,
	renameSync,
	statSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { errnoOf, type LaunchFailure } from './failure.ts';

/*
 * Exclusive use of a data folder, without flock (Node has none).
 *
 * A claim is a LISTENING Unix socket in `<data>/lock/`, named by a number. Whether its holder lives
 * is asked of the kernel: connecting succeeds while the process exists (even stopped or busy) and is
 * refused from the instant it dies, however it died. So no process number is compared, a reused
 * number cannot be mistaken for the holder, and a container that shares the folder sees the holder
 * although it cannot see its processes.
 *
 * Taking over cannot race. The highest number is the holder. A dead socket never lives again, so
 * whoever finds the highest claim n dead may claim n+1, and link(2) gives that name to one only. A
 * socket is linked only once it listens, so no claim is ever seen before it can answer. The highest
 * claim is never deleted; the few below it are kept, and a starter that slept through several
 * take-overs finds, after its own link, a number above its own and gives up its claim.
 *
 * `holder.json` merely lets the refusal name a process; nothing is decided by it.
 */

export interface DataFolderLock {
	readonly ok: true;
	/** Absolute real path of the locked folder. */
	readonly dataDir: string;
	/** Safe to call twice. A process that dies gives the folder back by dying. */
	readonly release: () => Promise<void>;
}

const KEPT_CLAIMS = 4;
const ATTEMPTS = 50;

/** Takes the folder (made with mode 0700 if absent) or says who has it. Never waits for a holder. */
export async function lockDataFolder(dataDir: string): Promise<DataFolderLock | LaunchFailure> {
	let lockDir: string;
	let folder: string;
	try {
		mkdirSync(dataDir, { recursive: true, mode: 0o700 });
		folder = realpathSync(dataDir);
		lockDir = path.join(folder, 'lock');
		mkdirSync(lockDir, { recursive: true, mode: 0o700 });
		shareWithOwner(lockDir, folder);
	} catch (error) {
		return folderFailure(errnoOf(error), path.resolve(dataDir));
	}
	let directory: number | undefined;
	let server: Server | undefined;
	try {
		directory = openSync(lockDir, 'r');
		const reach = socketReach(lockDir, directory);
		const aside = `aside-${randomBytes(8).toString('hex')}`;
		server = await listen(reach(aside));
		const taken = await claim(lockDir, aside, reach);
		unlinkSync(path.join(lockDir, aside));
		if (taken.ok) return held(folder, directory, server);
		await close(server);
		closeSync(directory);
		return { ...taken, folder };
	} catch (error) {
		if (server !== undefined) await close(server);
		if (directory !== undefined) closeSync(directory);
		return folderFailure(errnoOf(error), folder);
	}
}

function held(dataDir: string, directory: number, server: Server): DataFolderLock {
	let released: Promise<void> | undefined;
	return {
		ok: true,
		dataDir,
		release: () => (released ??= close(server).then(() => closeSync(directory))),
	};
}

/** Root may start in a folder of somebody else, who must be able to start there again. */
function shareWithOwner(lockDir: string, folder: string): void {
	const owner = statSync(folder);
	if (process.geteuid?.() === 0 && owner.uid !== 0) chownSync(lockDir, owner.uid, owner.gid);
}

type Taken =
	| { readonly ok: true }
	| { readonly ok: false; code: 'launcher.folder_locked'; holderPid: number | undefined };

async function claim(
	lockDir: string,
	aside: string,
	reach: (name: string) => string,
): Promise<Taken> {
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		const top = highest(lockDir);
		if (top > 0 && (await answers(reach(String(top))))) {
			return { ok: false, code: 'launcher.folder_locked', holderPid: readHolder(lockDir, top) };
		}
		const mine = top + 1;
		if (!linkIfFree(lockDir, aside, String(mine))) continue;
		if (highest(lockDir) !== mine) {
			unlinkSync(path.join(lockDir, String(mine)));
			continue;
		}
		tidy(lockDir, mine);
		writeHolder(lockDir, mine);
		return { ok: true };
	}
	return { ok: false, code: 'launcher.folder_locked', holderPid: undefined };
}

function linkIfFree(lockDir: string, from: string, to: string): boolean {
	try {
		linkSync(path.join(lockDir, from), path.join(lockDir, to));
		return true;
	} catch (error) {
		if (errnoOf(error) === 'EEXIST') return false;
		throw error;
	}
}

function claimNumbers(lockDir: string): number[] {
	return readdirSync(lockDir)
		.filter((name) => /^[1-9][0-9]{0,14}$/.test(name))
		.map(Number);
}

function highest(lockDir: string): number {
	return Math.max(0, ...claimNumbers(lockDir));
}

/** Only the holder tidies: old claims and sockets of starters that were killed while starting. */
function tidy(lockDir: string, mine: number): void {
	for (const number of claimNumbers(lockDir)) {
		if (number < mine - KEPT_CLAIMS) removeIfPresent(path.join(lockDir, String(number)));
	}
}

function removeIfPresent(file: string): void {
	try {
		unlinkSync(file);
	} catch (error) {
		if (errnoOf(error) !== 'ENOENT') throw error;
	}
}

function writeHolder(lockDir: string, claimNumber: number): void {
	const file = path.join(lockDir, 'holder.json');
	const aside = `${file}.${String(claimNumber)}`;
	writeFileSync(aside, JSON.stringify({ claim: claimNumber, pid: process.pid }), { mode: 0o600 });
	renameSync(aside, file);
}

function readHolder(lockDir: string, claimNumber: number): number | undefined {
	try {
		const holder: unknown = JSON.parse(readFileSync(path.join(lockDir, 'holder.json'), 'utf8'));
		if (typeof holder !== 'object' || holder === null) return undefined;
		if (!('claim' in holder) || holder.claim !== claimNumber) return undefined;
		return 'pid' in holder && typeof holder.pid === 'number' ? holder.pid : undefined;
	} catch {
		return undefined;
	}
}

/**
 * A socket's path may be about 100 bytes long. Linux reaches a file in an open folder by a short
 * name however deep the folder lies; elsewhere the plain path has to fit.
 */
function socketReach(lockDir: string, directory: number): (name: string) => string {
	if (process.platform === 'linux') return (name) => `/proc/self/fd/${String(directory)}/${name}`;
	return (name) => path.join(lockDir, name);
}

function listen(socketPath: string): Promise<Server> {
	return new Promise((resolve, reject) => {
		const server = createServer((socket) => socket.destroy());
		server.once('error', reject);
		// Anyone who may enter the 0700 folder may ask, also the owner after root has started here.
		server.listen({ path: socketPath, readableAll: true, writableAll: true }, () => {
			server.removeListener('error', reject);
			server.unref();
			resolve(server);
		});
	});
}

function close(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => {
			resolve();
		});
	});
}

/** Only a refusal or an absent socket proves death; anything else counts as a living holder. */
function answers(socketPath: string): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const socket = connect(socketPath);
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', (error) => {
			const code = errnoOf(error);
			if (code === 'EACCES') reject(error);
			else resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT');
		});
	});
}

function folderFailure(errno: string, folder: string): LaunchFailure {
	if (errno === 'ENOSPC' || errno === 'EDQUOT') {
		return { ok: false, code: 'launcher.disk_full', folder };
	}
	if (errno === 'EOPNOTSUPP' || errno === 'ENOTSUP' || errno === 'EINVAL') {
		return { ok: false, code: 'launcher.folder_no_sockets', folder };
	}
	return { ok: false, code: 'launcher.folder_denied', folder };
}
