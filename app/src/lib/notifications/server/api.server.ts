import { type QueryExecutorProvider, sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { Job } from '../../platform/jobs.server.ts';
import { oneAtATime } from '../../platform/one-at-a-time.ts';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { Mail, NotificationsApi } from '../contract.ts';
import { retryMinutes } from '../domain/retry.ts';
import type { Post } from './post.server.ts';
import { openLetter, sealLetter, type WaitingLetter } from './sealed-letter.server.ts';

export { folderPost, smtpPost, type Post } from './post.server.ts';

export interface NotificationsDeps {
	readonly database: Database;
	readonly clock: Clock;
	readonly post: Post;
	/** Under which letters wait. */
	readonly sealing: Pick<Sealing, 'seal' | 'open'>;
	readonly onError?: (error: unknown) => void;
}

/** The outbox for server code of other capabilities, through the host. */
export interface Notifications extends NotificationsApi {
	/** In the transaction that decides: the mail leaves if and only if the decision stands. */
	enqueue(trx: QueryExecutorProvider, mail: Mail): Promise<void>;
	/** Sends what is due. Several processes may do so at once: each mail is held by one of them. */
	deliver(): Promise<void>;
	readonly jobs: readonly Job[];
	/** Waits for what is on its way; nothing more is sent until the next process. */
	stop(): Promise<void>;
}

/** A moment after the transaction that wrote a mail; the job catches what this misses. */
const soonMs = 500;

export function createNotifications(deps: NotificationsDeps): Notifications {
	const { database, clock, post, sealing } = deps;
	let stopped = false;
	let soon: NodeJS.Timeout | undefined;
	// A mail on its way holds a connection; a server that answers slowly must not hold them all.
	const delivering = oneAtATime(async () => {
		while (!stopped && (await deliverOne(deps))) continue;
	});
	const deliverSoon = () => {
		soon = undefined;
		delivering.run().catch((error: unknown) => deps.onError?.(error));
	};
	return {
		async enqueue(trx, mail) {
			const now = clock.now();
			const { key, subject } = mail;
			await sql`
				insert into notifications.mail (key, sealed, subject, created_at, next_try_at)
				values (${key}, ${sealLetter(sealing, mail)}, ${subject}, ${now}, ${now})
				on conflict (key) do nothing`.execute(trx);
			if (!stopped) soon ??= setTimeout(deliverSoon, soonMs).unref();
		},
		deliver: () => delivering.run(),
		jobs: [
			{
				name: 'notifications:deliver',
				schedule: '* * * * *',
				run: () => delivering.runUnlessRunning(),
			},
		],
		posted: () => post.posted(),
		async stop() {
			stopped = true;
			clearTimeout(soon);
			await delivering.run().catch(() => undefined);
		},
	};

	/** @returns whether there was one */
	async function deliverOne({ onError }: NotificationsDeps): Promise<boolean> {
		return database.transaction().execute(async (trx) => {
			const now = clock.now();
			const due = await sql<Row>`
				select key, sealed, recipient, subject, body, tries from notifications.mail
				where sent_at is null and next_try_at <= ${now}
				order by next_try_at limit 1 for update skip locked`.execute(trx);
			const [row] = due.rows;
			if (row === undefined) return false;
			const { key, subject, tries } = row;
			try {
				await post.send({ key, subject, ...openLetter(sealing, row) });
			} catch (error) {
				onError?.(error);
				const next = new Date(now.getTime() + retryMinutes(tries + 1) * 60_000);
				await sql`update notifications.mail set tries = tries + 1, next_try_at = ${next}
					where key = ${key}`.execute(trx);
				return true;
			}
			await sql`update notifications.mail set sent_at = ${now}, sealed = null,
				recipient = null, body = null
				where key = ${key}`.execute(trx);
			return true;
		});
	}
}

interface Row extends WaitingLetter {
	readonly subject: string;
	readonly tries: number;
}
