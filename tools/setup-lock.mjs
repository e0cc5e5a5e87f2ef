import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Two starts at once in one checkout: one installs and builds, the other waits and finds it done.
 *
 * The lock is a folder that already names its holder when it is renamed into place, which succeeds
 * for one only, since a folder with something in it is never replaced. A dead holder's lock is
 * renamed to a name made of that holder, which also succeeds once: a starter that judged the old
 * lock but woke up late cannot carry off the new one, because the dead holder's name is taken.
 *
 * @template T
 * @param {string} buildFolder @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(buildFolder, work) {
	mkdirSync(buildFolder, { recursive: true });
	const lock = path.join(buildFolder, '.setup-lock');
	const me = `${process.pid}-${startOf(process.pid)}`;
	let told = false;
	while (!take(lock, me)) {
		buryIfDead(lock);
		if (!told) process.stderr.write('Terang: menunggu penyiapan oleh proses lain…\n');
		told = true;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	process.once('exit', release);
	try {
		return await work();
	} finally {
		process.removeListener('exit', release);
		release();
	}

	function release() {
		rmSync(lock, { recursive: true, force: true });
	}
}

/** @param {string} lock @param {string} me */
function take(lock, me) {
	const aside = `${lock}-${me}`;
	rmSync(aside, { recursive: true, force: true });
	mkdirSync(path.join(aside, me), { recursive: true });
	writeFileSync(path.join(aside, me, 'held'), '');
	try {
		renameSync(aside, lock);
		return true;
	} catch (error) {
		rmSync(aside, { recursive: true, force: true });
		const code = /** @type {NodeJS.ErrnoException} */ (error).code;
		if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
		throw error;
	}
}

/** @param {string} lock */
function buryIfDead(lock) {
	try {
		const [holder = ''] = readdirSync(lock);
		const [pid, start] = holder.split('-');
		if (holder !== '' && startOf(Number(pid)) !== start) renameSync(lock, `${lock}-dead-${holder}`);
	} catch {
		// Released, or buried by another starter.
	}
}

/** A process number may be used again, but with another start time. @param {number} pid */
function startOf(pid) {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
	} catch {
		try {
			process.kill(pid, 0);
			return 'alive';
		} catch (error) {
			return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM' ? 'alive' : 'gone';
		}
	}
}
