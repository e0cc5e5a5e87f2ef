export interface OneAtATime {
	/** Whoever asks while it runs waits for one more run after it: what was just noted is in that one. */
	readonly run: () => Promise<void>;
	/** For a job that comes again anyway: it must not keep a place among the jobs by waiting. */
	readonly runUnlessRunning: () => Promise<void>;
}

export function oneAtATime(work: () => Promise<void>): OneAtATime {
	let running: Promise<void> | undefined;
	let next: Promise<void> | undefined;
	function start(): Promise<void> {
		running = work().finally(() => {
			running = undefined;
		});
		return running;
	}
	return {
		run() {
			if (running === undefined) return start();
			next ??= running
				.catch(() => undefined)
				.then(() => {
					next = undefined;
					return start();
				});
			return next;
		},
		runUnlessRunning: () => (running === undefined ? start() : Promise.resolve()),
	};
}
