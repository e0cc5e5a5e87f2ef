import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { copyLine } from './copy-lines.ts';
import type { CopyRow, CopyTarget } from './kind.ts';

/** Lines go over the wire in pieces of about this many characters. */
const pieceLength = 1 << 16;

/**
 * COPY into several tables over one connection, which can only do one at a time: the first table's
 * lines stream, those of the others wait in memory (they are short: codes, not texts).
 */
export class CopyWriter {
	private readonly client: pg.ClientBase;
	private readonly targets: readonly CopyTarget[];
	private readonly first: Copy;
	private piece = '';
	private readonly waiting: string[][];
	private readonly waitingPiece: string[];

	constructor(client: pg.ClientBase, targets: readonly CopyTarget[]) {
		this.client = client;
		this.targets = targets;
		const [first] = targets;
		if (first === undefined) throw new Error('nothing to copy into');
		this.first = open(client, first);
		this.waiting = targets.map(() => []);
		this.waitingPiece = targets.map(() => '');
	}

	put(target: number, row: CopyRow): void {
		if (target === 0) {
			this.piece += copyLine(row);
			return;
		}
		const piece = (this.waitingPiece[target] ?? '') + copyLine(row);
		if (piece.length < pieceLength) {
			this.waitingPiece[target] = piece;
			return;
		}
		this.waiting[target]?.push(piece);
		this.waitingPiece[target] = '';
	}

	/** Sends what has gathered; waits where the database is slower than the file. */
	async flush(atLeast = pieceLength): Promise<void> {
		if (this.piece.length < atLeast) return;
		const { piece } = this;
		this.piece = '';
		if (piece !== '') await write(this.first, piece);
	}

	/** Ends the first COPY and does the others. */
	async end(): Promise<void> {
		await this.flush(0);
		await close(this.first);
		for (const [target, table] of this.targets.entries()) {
			if (target === 0) continue;
			const copy = open(this.client, table);
			for (const piece of this.waiting[target] ?? []) await write(copy, piece);
			await write(copy, this.waitingPiece[target] ?? '');
			await close(copy);
		}
	}

	/** Ends the connection's COPY without keeping anything. */
	async abandon(): Promise<void> {
		this.first.stream.destroy();
		await this.first.ended.catch(() => undefined);
	}
}

/** A COPY under way, and how it ends: watched once, however many pieces are written. */
interface Copy {
	readonly stream: CopyStreamQuery;
	readonly ended: Promise<void>;
}

function open(client: pg.ClientBase, { table, columns }: CopyTarget): Copy {
	const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
	const ended = finished(stream);
	// Whoever writes or closes hears of a failure; until then it waits.
	ended.catch(() => undefined);
	return { stream, ended };
}

async function write({ stream, ended }: Copy, piece: string): Promise<void> {
	if (piece === '') return;
	if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), ended]);
}

async function close({ stream, ended }: Copy): Promise<void> {
	stream.end();
	await ended;
}
