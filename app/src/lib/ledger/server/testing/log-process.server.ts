import { createInterface } from 'node:readline';
import { launchDatabase, lockDataFolder } from '../../../../../launcher/index.ts';
import { systemClock } from '../../../platform/clock.ts';
import { openDatabase } from '../../../platform/database.server.ts';
import { createLedger, openTiles } from '../api.server.ts';
import { migrateLedger, samples } from './ledger-bench.server.ts';
import type { ProcessOrder, ProcessSetting } from './log-client.server.ts';

/**
 * A process with nothing but the ledger, to be killed by tests. Takes orders on stdin, one JSON a
 * line, and reports on stdout. At the chosen point it says so and then waits for its end.
 */
const setting = JSON.parse(process.argv[2] ?? '') as ProcessSetting;

function report(line: Readonly<Record<string, unknown>>): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function connection() {
	if ('connection' in setting.database) return setting.database.connection;
	const lock = await lockDataFolder(setting.database.dataDir);
	if (!lock.ok) throw new Error(lock.code);
	const launched = await launchDatabase({ lock });
	if (!launched.ok) throw new Error(launched.code);
	return launched.database.connection;
}

let passed = 0;

async function atPoint(point: string): Promise<void> {
	if (point !== setting.dieAt?.point) return;
	passed += 1;
	if (passed < setting.dieAt.time) return;
	report({ kind: 'point', point });
	await new Promise(() => undefined);
}

const { database: db } = openDatabase({ ...(await connection()), ssl: false });
await migrateLedger(db);
const ledger = createLedger({
	db,
	clock: systemClock,
	places: { tiles: openTiles(setting.tiles), keysDir: setting.keysDir },
	holder: setting.holder,
	leaseSeconds: setting.leaseSeconds,
	pauseMs: 20,
	witnesses: [],
	atPoint,
	onStopped: (stop) => report({ kind: 'stopped', stop }),
	onError: (error) => report({ kind: 'error', message: String(error) }),
});
await ledger.start();
report({ kind: 'ready', turn: ledger.state().turn.kind });

async function obey(order: ProcessOrder): Promise<void> {
	const refs = await db
		.transaction()
		.execute((trx) => ledger.append(trx, samples(order.stream, order.count)));
	for (const { id, stream, sequence } of refs) report({ kind: 'committed', id, stream, sequence });
	for (const { id } of refs) {
		const { index } = await ledger.whenSequenced({ id }, { timeoutMs: 60_000 });
		report({ kind: 'acknowledged', id, index });
	}
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
	obey(JSON.parse(line) as ProcessOrder).catch((error: unknown) => {
		report({ kind: 'error', message: String(error) });
	});
});
