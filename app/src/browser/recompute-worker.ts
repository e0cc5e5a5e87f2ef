import { memorySource, verifyBundle, type VerifyStep } from '@terang/bundle';
import { downloadBundle, Unreachable } from './recompute/download.ts';
import type { StartCheck, StepTime, WorkerMessage } from './recompute/protocol.ts';
import { siteRows } from './recompute/site-rows.ts';

/**
 * Downloads a published bundle and checks it with the same code as the auditor's command. Runs
 * beside the page, so that a slow phone can still scroll, and can be ended at any moment.
 */

function tell(message: WorkerMessage): void {
	postMessage(message);
}

/** A message for each of four million people would cost more than ranking them. */
function sparingly(tellProgress: (done: number, total: number) => void) {
	let last = 0;
	return (done: number, total: number) => {
		const now = performance.now();
		if (done < total && now - last < 50) return;
		last = now;
		tellProgress(done, total);
	};
}

async function check({ bundle, vkey, rows }: StartCheck): Promise<void> {
	const times: StepTime[] = [];
	let current: VerifyStep = 'files';
	let since = performance.now();
	const enter = (step: VerifyStep) => {
		if (step === current) return;
		const now = performance.now();
		times.push({ step: current, milliseconds: now - since });
		current = step;
		since = now;
		tell({ kind: 'step', step });
	};
	tell({ kind: 'step', step: 'files' });
	const bytesRead = sparingly((done, total) =>
		tell({ kind: 'progress', unit: 'bytes', done, total }),
	);
	const files = await downloadBundle(bundle, bytesRead);
	const peopleRanked = sparingly((done, total) =>
		tell({ kind: 'progress', unit: 'people', done, total }),
	);
	const verification = await verifyBundle(memorySource(files), {
		anchor: { kind: 'site', vkey },
		siteRows: () => siteRows(rows),
		step: enter,
		progress: ({ done, total }) => peopleRanked(done, total ?? done),
	});
	times.push({ step: current, milliseconds: performance.now() - since });
	if (verification.kind === 'checked') {
		tell({ kind: 'verdict', verdict: verification.verdict, times });
	}
}

addEventListener('message', (event: MessageEvent<StartCheck>) => {
	check(event.data).catch((cause: unknown) => {
		tell({ kind: 'failed' });
		if (!(cause instanceof Unreachable)) throw cause;
	});
});
