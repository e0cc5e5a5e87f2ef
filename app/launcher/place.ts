import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { copyBinaries, openFolder, withSymlinks, type Binaries } from './binaries.ts';
import { errnoOf, type LaunchFailure } from './failure.ts';
import {
	rootRefused,
	selfIdentity,
	tryIdentity,
	UNPRIVILEGED_ID,
	unshareIdentity,
	userIdentity,
	type Identity,
} from './identity.ts';

/** Where a cluster lies and as whom its programs run. */
export interface Place {
	readonly ok: true;
	/** Holds `cluster/` and `socket/`. */
	readonly root: string;
	readonly identity: Identity;
	readonly binaries: Binaries;
	/** The cluster lies outside the data folder, so the data folder's lock does not cover it. */
	readonly elsewhere: boolean;
}

/** Clusters of root without user namespaces, and binaries that other users can read. */
export const SYSTEM_FOLDER = '/var/lib/terang';

/** Chooses the place by who we are and by what an earlier start left. Makes folders, no cluster. */
export function choosePlace(dataDir: string, installed: Binaries): Place | LaunchFailure {
	const home = path.join(dataDir, 'postgres');
	mkdirSync(home, { recursive: true, mode: 0o700 });
	const root = process.geteuid?.() === 0;
	const binaries = withSymlinks(installed, root ? SYSTEM_FOLDER : path.join(home, 'programs'));
	const owner = ownerOf(path.join(home, 'cluster'));
	if (!root) return ownPlace(home, owner, binaries);
	const recorded = readElsewhere(home);
	if (recorded !== undefined) return recordedPlace(recorded, binaries);
	if (owner !== undefined && owner.uid !== 0) {
		chownSync(home, owner.uid, owner.gid);
		return userPlace(home, owner, binaries, false);
	}
	const unshared = tryIdentity(unshareIdentity, binaries);
	if (unshared.ok) {
		return { ok: true, root: home, identity: unshareIdentity, binaries, elsewhere: false };
	}
	if (owner !== undefined) return rootRefused(unshared.detail);
	return newElsewhere(home, binaries);
}

interface Owner {
	readonly uid: number;
	readonly gid: number;
}

const nobody: Owner = { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID };

function ownPlace(
	home: string,
	owner: Owner | undefined,
	binaries: Binaries,
): Place | LaunchFailure {
	if (owner !== undefined && owner.uid !== process.geteuid?.()) {
		return { ok: false, code: 'launcher.folder_denied', folder: home };
	}
	const identity = ownIdentity(binaries);
	return { ok: true, root: home, identity, binaries, elsewhere: false };
}

/**
 * initdb insists that the system knows a name for its user. A container may run us under a number
 * alone; in a user namespace that number appears as `nobody`.
 */
function ownIdentity(binaries: Binaries): Identity {
	if (hasName() || !tryIdentity(unshareIdentity, binaries).ok) return selfIdentity;
	return unshareIdentity;
}

function hasName(): boolean {
	try {
		return userInfo().username !== '';
	} catch {
		return false;
	}
}

/** Binaries in a folder closed to that user (an install under /root) are copied to an open one. */
function userPlace(
	root: string,
	owner: Owner,
	binaries: Binaries,
	elsewhere: boolean,
): Place | LaunchFailure {
	const identity = userIdentity(owner.uid, owner.gid);
	if (tryIdentity(identity, binaries).ok) {
		return { ok: true, root, identity, binaries, elsewhere };
	}
	const copy = copyBinaries(binaries, SYSTEM_FOLDER);
	const again = tryIdentity(identity, copy);
	if (!again.ok) return rootRefused(again.detail);
	return { ok: true, root, identity, binaries: copy, elsewhere };
}

/** What `postgres/elsewhere.json` says of a cluster outside the data folder. */
interface Elsewhere {
	readonly folder: string;
	/** A whole cluster has stood there. */
	readonly made: boolean;
}

/**
 * The data folder may lie where only root may enter, and its modes are not ours to loosen. The
 * name is written down before anything is made there, so that a start that was killed is resumed.
 */
function newElsewhere(home: string, binaries: Binaries): Place | LaunchFailure {
	const folder = path.join(SYSTEM_FOLDER, randomBytes(8).toString('hex'));
	openFolder(SYSTEM_FOLDER);
	const place = userPlace(folder, nobody, binaries, true);
	if (place.ok) writeElsewhere(home, { folder, made: false });
	return place;
}

/**
 * A cluster that was made and is gone (a container's own disk, a volume not mounted) must not be
 * replaced by an empty one.
 */
function recordedPlace(recorded: Elsewhere, binaries: Binaries): Place | LaunchFailure {
	if (recorded.made && ownerOf(path.join(recorded.folder, 'cluster')) === undefined) {
		return { ok: false, code: 'launcher.cluster_missing', folder: recorded.folder };
	}
	return userPlace(recorded.folder, nobody, binaries, true);
}

/** Notes that the cluster outside the data folder is whole. */
export function noteMade(dataDir: string, place: Place): void {
	writeElsewhere(path.join(dataDir, 'postgres'), { folder: place.root, made: true });
}

function writeElsewhere(home: string, value: Elsewhere): void {
	const file = path.join(home, 'elsewhere.json');
	writeFileSync(`${file}.aside`, `${JSON.stringify(value)}\n`, { mode: 0o600 });
	renameSync(`${file}.aside`, file);
}

function readElsewhere(home: string): Elsewhere | undefined {
	let text: string;
	try {
		text = readFileSync(path.join(home, 'elsewhere.json'), 'utf8');
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') return undefined;
		throw error;
	}
	const value: unknown = JSON.parse(text);
	if (typeof value === 'object' && value !== null && 'folder' in value && 'made' in value) {
		if (typeof value.folder === 'string')
			return { folder: value.folder, made: value.made === true };
	}
	throw new TypeError('postgres/elsewhere.json names no folder');
}

function ownerOf(folder: string): Owner | undefined {
	const found = statSync(folder, { throwIfNoEntry: false });
	return found === undefined ? undefined : { uid: found.uid, gid: found.gid };
}

/** Makes a private folder of the identity's own, or gives an existing one to it. */
export function privateFolder(folder: string, identity: Identity): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	giveTo(folder, identity);
}

export function giveTo(file: string, identity: Identity): void {
	if (identity.user !== undefined) chownSync(file, identity.user.uid, identity.user.gid);
}
