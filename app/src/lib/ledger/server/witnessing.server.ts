import {
	formatAddCheckpoint,
	parseCheckpoint,
	parseSignatureLines,
	parseVkey,
	verifyCosignature,
	type VerifierKey,
} from '@terang/ledger';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import { listCosignatures, upsertCosignature } from './ledger.store.server.ts';
import type { LogRow } from './ledger.store.server.ts';
import { readerOf } from './proofs.server.ts';
import type { Publisher } from './publisher.server.ts';
import type { TileStore } from './tile-store.server.ts';

/** A witness that is asked to cosign every checkpoint. */
export interface WitnessSetting {
	readonly vkey: string;
	/** Submission prefix, without a slash at the end. */
	readonly url: string;
	/** False for a witness on the operator's own machine. */
	readonly counts: boolean;
}

export type WitnessAnswer =
	| { readonly kind: 'cosigned'; readonly size: number }
	| { readonly kind: 'nothing_published' }
	/** It has cosigned a larger tree: this store is older than what the world has seen. */
	| { readonly kind: 'witness_ahead'; readonly size: number }
	| { readonly kind: 'refused'; readonly status: number }
	| { readonly kind: 'malformed_answer' }
	| { readonly kind: 'unreachable' };

interface SubmitDeps {
	readonly db: Database;
	readonly clock: Clock;
	readonly log: LogRow;
	readonly store: TileStore;
	readonly publisher: Publisher;
}

const patienceMs = 5_000;
/** Once to learn the witness's size, once with a proof from it, once for a race with a rival. */
const attempts = 3;

/** C2SP tlog-witness: submits the published checkpoint and adds the answer to it. */
async function submitCheckpoint(deps: SubmitDeps, witness: WitnessSetting): Promise<WitnessAnswer> {
	const key = parseVkey(witness.vkey);
	if (!key.ok) throw new Error(`witness key: ${key.code}`);
	const known = (await listCosignatures(deps.db, deps.log.id)).find(
		(row) => row.witness === witness.vkey,
	);
	let oldSize = known?.size ?? 0;
	for (let attempt = 0; attempt < attempts; attempt += 1) {
		const answer = await submitFrom(deps, witness, key.key, oldSize);
		if (typeof answer !== 'number') return answer;
		oldSize = answer;
	}
	return { kind: 'refused', status: 409 };
}

/** A number is the size from which the witness wants the proof. */
async function submitFrom(
	deps: SubmitDeps,
	witness: WitnessSetting,
	key: VerifierKey,
	oldSize: number,
): Promise<WitnessAnswer | number> {
	const bytes = await deps.store.read('checkpoint');
	const parsed = parseCheckpoint(bytes ?? '');
	if (bytes === undefined || !parsed.ok) return { kind: 'nothing_published' };
	const { size, note } = parsed.checkpoint;
	if (oldSize > size) return { kind: 'witness_ahead', size: oldSize };
	const proof = await proofFrom(deps.store, oldSize, size);
	if (proof === undefined) return { kind: 'nothing_published' };
	const checkpoint = new TextDecoder().decode(bytes);
	const body = formatAddCheckpoint({ oldSize, proof, checkpoint });
	const answer = await post(`${witness.url}/add-checkpoint`, body);
	if (answer === undefined) return { kind: 'unreachable' };
	if (answer.status === 409) return sizeOf(answer.text) ?? { kind: 'malformed_answer' };
	if (answer.status !== 200) return { kind: 'refused', status: answer.status };
	const lines = parseSignatureLines(answer.text) ?? [];
	const own = lines.find(({ name, id }) => name === key.name && id === key.id);
	if (own === undefined) return { kind: 'malformed_answer' };
	const cosigned = verifyCosignature({ text: note.text, signatures: [own] }, key);
	if (cosigned.state !== 'valid') return { kind: 'malformed_answer' };
	await deps.publisher.addCosignature(note.text, own);
	const cosignedAt = new Date(cosigned.timestamp * 1000);
	await upsertCosignature(deps.db, deps.log.id, { witness: witness.vkey, size, cosignedAt });
	return { kind: 'cosigned', size };
}

async function proofFrom(
	store: TileStore,
	oldSize: number,
	size: number,
): Promise<readonly Uint8Array[] | undefined> {
	if (oldSize === 0 || oldSize === size) return [];
	const proof = await readerOf(store).consistency(oldSize, size);
	return proof.ok ? proof.proof : undefined;
}

async function post(
	url: string,
	body: string,
): Promise<{ readonly status: number; readonly text: string } | undefined> {
	try {
		const signal = AbortSignal.timeout(patienceMs);
		const response = await fetch(url, { method: 'POST', body, signal, redirect: 'error' });
		return { status: response.status, text: await response.text() };
	} catch {
		return undefined;
	}
}

function sizeOf(text: string): number | undefined {
	const size = /^(0|[1-9]\d{0,15})\n$/u.exec(text)?.[1];
	return size === undefined ? undefined : Number(size);
}

/** Keeps every witness up to date: after each checkpoint, and again while one lags behind. */
export interface Witnessing {
	/** A checkpoint was published. */
	nudge(): void;
	stop(): Promise<void>;
	/** Last answer of each witness, by its key. */
	answers(): ReadonlyMap<string, WitnessAnswer>;
	/** Since when some witness lacks the newest checkpoint, as this process saw it. */
	behindSince(): Date | undefined;
	/** Resolves when every witness that answers has answered for the newest checkpoint, or after `ms`. */
	settled(ms: number): Promise<void>;
}

const retryMs = 5_000;

export function createWitnessing(
	witnesses: () => readonly WitnessSetting[],
	clock: Clock,
	depsNow: () => SubmitDeps | undefined,
	onError: (error: unknown) => void,
): Witnessing {
	const answers = new Map<string, WitnessAnswer>();
	let behindSince: Date | undefined;
	let stopped = false;
	let again = false;
	let round: Promise<void> | undefined;
	let retry: ReturnType<typeof setTimeout> | undefined;

	async function submitAll(): Promise<void> {
		again = false;
		const deps = depsNow();
		if (deps === undefined) return;
		await Promise.all(
			witnesses().map(async (witness) => {
				answers.set(witness.vkey, await submitCheckpoint(deps, witness));
			}),
		);
		const behind = witnesses().some(({ vkey }) => answers.get(vkey)?.kind !== 'cosigned');
		behindSince = behind ? (behindSince ?? clock.now()) : undefined;
		clearTimeout(retry);
		if (behind && !stopped) retry = setTimeout(nudge, retryMs).unref();
	}

	function nudge(): void {
		if (stopped || witnesses().length === 0) return;
		again = true;
		round ??= submitAll()
			.catch(onError)
			.finally(() => {
				round = undefined;
				// A checkpoint that came during the round was perhaps not the one submitted.
				if (again) nudge();
			});
	}

	return {
		nudge,
		async stop() {
			stopped = true;
			clearTimeout(retry);
			await round;
		},
		answers: () => answers,
		behindSince: () => behindSince,
		async settled(ms) {
			const late = AbortSignal.timeout(ms);
			const passed = new Promise<void>((resolve) => {
				late.addEventListener('abort', () => {
					resolve();
				});
			});
			while (round !== undefined && !late.aborted) await Promise.race([round, passed]);
		},
	};
}
