/**
 * A claim is the log's decision to grow: generation n+1 says which size and root follow generation
 * n, and carries the new entries themselves until their tiles are durable. The tile store accepts
 * one claim for each generation, for ever, and the log signs only what stands in a claim. So no
 * size can get two signed roots, whatever happens to the database or to a second process.
 */
export interface Claim {
	/** From 1, without gaps. */
	readonly generation: number;
	/** Fencing token of the lease under which it was made. */
	readonly fence: number;
	/** Tree size before and after. */
	readonly from: number;
	readonly size: number;
	/** Base64, as in a checkpoint. */
	readonly root: string;
}

/** A claim with the new entries, as a C2SP entry bundle; absent once their tiles are durable. */
export interface StagedClaim extends Claim {
	readonly staged: Uint8Array | undefined;
}

const format = 'terang-claim/1';

/** One JSON line, then the staged bytes. */
export function formatClaim(claim: StagedClaim): Uint8Array {
	const { generation, fence, from, size, root, staged } = claim;
	const head = JSON.stringify({
		format,
		generation,
		fence,
		from,
		size,
		root,
		staged: staged !== undefined,
	});
	const line = new TextEncoder().encode(`${head}\n`);
	const body = staged ?? new Uint8Array();
	const bytes = new Uint8Array(line.length + body.length);
	bytes.set(line);
	bytes.set(body, line.length);
	return bytes;
}

/** Undefined for bytes that are no claim: a store that holds such a file is not ours to touch. */
export function parseClaim(bytes: Uint8Array): StagedClaim | undefined {
	const end = bytes.indexOf(0x0a);
	if (end === -1) return undefined;
	const head = parseHead(new TextDecoder().decode(bytes.subarray(0, end)));
	if (head === undefined) return undefined;
	const { staged, ...claim } = head;
	return { ...claim, staged: staged ? bytes.slice(end + 1) : undefined };
}

function parseHead(line: string): (Claim & { staged: boolean }) | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	if (typeof value !== 'object' || value === null) return undefined;
	const { generation, fence, from, size, root, staged, ...rest } = value as Record<string, unknown>;
	if (rest.format !== format) return undefined;
	if (!isCount(generation) || generation < 1 || !isCount(fence)) return undefined;
	if (!isCount(from) || !isCount(size) || size < from) return undefined;
	if (typeof root !== 'string' || typeof staged !== 'boolean') return undefined;
	return { generation, fence, from, size, root, staged };
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}
