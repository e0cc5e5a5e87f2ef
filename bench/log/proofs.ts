/** Proofs a second from a tree in memory, and how long a candidate's whole check takes. */
import { createMemoryTree, leafHash, verifyConsistency, verifyInclusion } from '@terang/ledger';
import { hashes } from './hashes.ts';

const leaves = 1_000_000;
const rounds = 20_000;

/** A fixed walk over the leaves, without chance: 7919 is coprime to their number. */
function* walk(count: number, below: number): Generator<number> {
	for (let step = 0; step < count; step += 1) yield (step * 7919) % below;
}

function perSecond(work: () => void): string {
	const start = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(start);
	const rate = rounds / ((user + system) / 1e6);
	return `${Math.round(rate).toLocaleString('en')} a second`.padStart(20);
}

function line(name: string, what: string, rate: string): void {
	process.stdout.write(`${name.padEnd(16)}${what.padEnd(24)}${rate}\n`);
}

for (const [name, sha256] of Object.entries(hashes)) {
	const tree = createMemoryTree(sha256);
	const entry = new Uint8Array(180);
	const counter = new DataView(entry.buffer);
	for (let index = 0; index < leaves; index += 1) {
		counter.setUint32(0, index);
		tree.append(leafHash(entry, sha256));
	}
	const root = tree.root();
	const inclusion: (readonly Uint8Array[])[] = [];
	const generated = perSecond(() => {
		for (const index of walk(rounds, leaves)) inclusion.push(tree.inclusionProof(index));
	});
	line(name, 'inclusion, generate', generated);
	let held = 0;
	const verified = perSecond(() => {
		let at = 0;
		for (const index of walk(rounds, leaves)) {
			const proof = inclusion[at] ?? [];
			const claim = { index, size: leaves, leafHash: tree.nodeAt(0, index), proof, root };
			held += Number(verifyInclusion(claim, sha256));
			at += 1;
		}
	});
	line(name, 'inclusion, verify', verified);
	const sizes = [...walk(rounds, leaves - 1)].map((size) => size + 1);
	const oldRoots = sizes.map((size) => tree.root(size));
	const consistency: (readonly Uint8Array[])[] = [];
	const made = perSecond(() => {
		for (const size of sizes) consistency.push(tree.consistencyProof(size));
	});
	line(name, 'consistency, generate', made);
	const checked = perSecond(() => {
		for (const [at, oldSize] of sizes.entries()) {
			const [oldRoot = root, proof = []] = [oldRoots[at], consistency[at]];
			const claim = { oldSize, newSize: leaves, oldRoot, newRoot: root, proof };
			held += Number(verifyConsistency(claim, sha256));
		}
	});
	line(name, 'consistency, verify', checked);
	if (held !== 2 * rounds) throw new Error('a proof does not hold');
}
