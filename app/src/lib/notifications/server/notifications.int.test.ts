import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { up } from '../../../../migrations/202611211911_notifications_outbox.ts';
import { up as seal } from '../../../../migrations/202611212250_notifications_sealed.ts';
import { openDatabase, type OpenDatabase } from '../../platform/database.server.ts';
import { sealingWith } from '../../platform/sealed/sealing.server.ts';
import type { Mail } from '../contract.ts';
import { createNotifications, folderPost, type Notifications, type Post } from './api.server.ts';

const letter: Mail = {
	key: 'test:letter:1',
	to: 'siti@palu.example',
	subject: 'Undangan',
	text: 'Halo Siti,\n\nSelamat datang — dan terima kasih.\n',
};

let server: TestDatabase;
let opened: OpenDatabase;
let now: Date;
let sent: Mail[];
let broken: boolean;

const post: Post = {
	send: (mail) => {
		if (broken) return Promise.reject(new Error('no route to host'));
		sent.push(mail);
		return Promise.resolve();
	},
	posted: () => Promise.resolve([]),
};

const running: Notifications[] = [];
const sealing = sealingWith([{ id: 1, key: new Uint8Array(32).fill(9) }]);

function outbox(by: Post = post) {
	const clock = { now: () => now };
	const one = createNotifications({ database: opened.database, clock, post: by, sealing });
	running.push(one);
	return one;
}

afterEach(async () => {
	for (const one of running.splice(0)) await one.stop();
});

beforeAll(async () => {
	server = await startTestDatabase();
	opened = openDatabase((await server.freshDatabase()).connection);
	await up(opened.database);
	await seal(opened.database);
});
afterAll(async () => {
	await opened.close();
	await server.stop();
});
beforeEach(async () => {
	await sql`truncate notifications.mail`.execute(opened.database);
	now = new Date('2026-11-21T03:00:00.000Z');
	sent = [];
	broken = false;
});

describe('a letter', () => {
	it('waits unreadable, and reaches whom it is for', async () => {
		const one = outbox();
		await opened.database.transaction().execute((trx) => one.enqueue(trx, letter));
		const { rows } = await sql<{ row: string }>`
			select mail::text || encode(sealed, 'escape') as row
			from notifications.mail mail`.execute(opened.database);
		expect(rows[0]?.row).toContain(letter.key);
		for (const hidden of [letter.to, 'Selamat datang']) expect(rows[0]?.row).not.toContain(hidden);
		await one.deliver();
		expect(sent).toEqual([letter]);
	});

	it('that an older release left readable is still sent', async () => {
		await sql`insert into notifications.mail (key, recipient, subject, body, created_at, next_try_at)
			values (${letter.key}, ${letter.to}, ${letter.subject}, ${letter.text}, ${now}, ${now})
		`.execute(opened.database);
		await outbox().deliver();
		expect(sent).toEqual([letter]);
	});

	it('leaves if and only if the decision stands', async () => {
		const one = outbox();
		const undone = opened.database.transaction().execute(async (trx) => {
			await one.enqueue(trx, letter);
			throw new Error('undo');
		});
		await expect(undone).rejects.toThrow('undo');
		await one.deliver();
		expect(sent).toEqual([]);
		await one.enqueue(opened.database, letter);
		await one.deliver();
		expect(sent).toEqual([letter]);
	});

	it('is sent once, however often it is asked for and by however many processes', async () => {
		const processes = [outbox(), outbox(), outbox()];
		for (const one of processes) await one.enqueue(opened.database, letter);
		await Promise.all(processes.map((one) => one.deliver()));
		await processes[0]?.enqueue(opened.database, letter);
		await processes[0]?.deliver();
		expect(sent).toHaveLength(1);
	});

	it('is tried again later where it could not leave, and does not hold up the next', async () => {
		broken = true;
		const one = outbox();
		await one.enqueue(opened.database, letter);
		await one.deliver();
		broken = false;
		await one.deliver();
		expect(sent).toEqual([]);
		now = new Date(now.getTime() + 60_000);
		await one.deliver();
		expect(sent).toEqual([letter]);
	});

	it('waits behind one that a slow server is taking, and keeps neither connections nor jobs', async () => {
		let goOn = (): void => undefined;
		const held = new Promise<void>((resolve) => (goOn = resolve));
		const one = outbox({
			send: async (mail) => {
				sent.push(mail);
				await held;
			},
			posted: () => Promise.resolve([]),
		});
		const letters = [1, 2, 3, 4].map((at) => ({ ...letter, key: `test:letter:${at}` }));
		for (const mail of letters) await one.enqueue(opened.database, mail);
		const asked = [one.deliver(), one.deliver(), one.deliver()];
		await expect.poll(() => sent.length).toBeGreaterThan(0);
		await one.jobs[0]?.run();
		expect(sent).toHaveLength(1);
		goOn();
		await Promise.all(asked);
		expect(sent).toHaveLength(4);
	});

	it('leaves by itself a moment after it was written', async () => {
		await outbox().enqueue(opened.database, letter);
		await expect.poll(() => sent, { timeout: 10_000 }).toEqual([letter]);
	});

	it('leaves no address and no text behind', async () => {
		const one = outbox();
		await one.enqueue(opened.database, letter);
		await one.deliver();
		const rows = await sql<{ line: string }>`
			select m::text as line from notifications.mail m`.execute(opened.database);
		expect(rows.rows).toHaveLength(1);
		expect(rows.rows[0]?.line).not.toMatch(/siti|Halo/iu);
	});
});

it('of a demo lies in its folder, readable by its owner alone, and is read back whole', async () => {
	const folder = await mkdtemp(path.join(tmpdir(), 'terang-mails-'));
	try {
		const one = outbox(folderPost(folder, 'terang.example'));
		await one.enqueue(opened.database, letter);
		await one.deliver();
		const files = await readdir(folder);
		expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.eml$/u)]);
		expect((await stat(path.join(folder, files[0]!))).mode & 0o777).toBe(0o600);
		const { to, subject, text } = letter;
		expect(await one.posted()).toMatchObject([{ to, subject, text }]);
	} finally {
		await rm(folder, { recursive: true });
	}
});
