import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import type { CopyTarget } from '../../platform/tables/kind.ts';

interface Copy {
	readonly target: number;
	readonly stream: CopyStreamQuery;
	readonly ended: Promise<void>;
}

/** COPY into one table after the other, over one connection, from pieces that somebody else makes. */
export class CopySeries {
	private readonly client: pg.ClientBase;
	private readonly targets: Readonly<Record<number, CopyTarget>>;
	private current: Copy | undefined;

	/** @param targets by the number that comes with a piece */
	constructor(client: pg.ClientBase, targets: Readonly<Record<number, CopyTarget>>) {
		this.client = client;
		this.targets = targets;
	}

	/** Waits where the database is slower; pieces of a table follow one another. */
	async put(target: number, piece: Uint8Array): Promise<void> {
		if (this.current?.target !== target) {
			await this.end();
			this.current = this.open(target);
		}
		const { stream, ended } = this.current;
		if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), ended]);
	}

	/** The connection is free for other statements afterwards. */
	async end(): Promise<void> {
		const { current } = this;
		this.current = undefined;
		current?.stream.end();
		await current?.ended;
	}

	/** Takes back the COPY under way, so that the transaction can be. */
	async abandon(): Promise<void> {
		const { current } = this;
		this.current = undefined;
		current?.stream.destroy();
		await current?.ended.catch(() => undefined);
	}

	private open(target: number): Copy {
		const known = this.targets[target];
		if (known === undefined) throw new Error(`no table for pieces of ${target}`);
		const { table, columns } = known;
		const stream = this.client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
		const ended = finished(stream);
		// Whoever writes or ends hears of a failure; until then it waits.
		ended.catch(() => undefined);
		return { target, stream, ended };
	}
}
