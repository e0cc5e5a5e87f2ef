import { startWitness } from 'terang-cli/witness';
import { systemClock } from '../../src/lib/platform/clock.ts';
import type { WitnessOrder, WitnessReport } from './spawn.ts';

/**
 * The demo's witness: a process of its own with its own key and memory, so that the protocol is
 * seen at work. It runs on the operator's machine and therefore proves nothing.
 */
process.once('message', (order: WitnessOrder) => {
	void serve(order);
});
// The channel closes with the parent however it ends: a witness never outlives its log's process.
process.once('disconnect', () => process.exit(0));

async function serve({ state, name, logs }: WitnessOrder): Promise<void> {
	const witness = await startWitness({
		state,
		name,
		logs,
		host: '127.0.0.1',
		port: 0,
		clock: () => Math.floor(systemClock.now().getTime() / 1000),
	});
	const report: WitnessReport = { vkey: witness.vkey, url: witness.url };
	process.send?.(report);
}
