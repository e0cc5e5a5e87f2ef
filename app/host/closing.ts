/** What has to be ended when the process stops, last started first. */
export interface Closing {
	add(name: string, close: () => Promise<void> | void): void;
	/** Ends everything; a part that fails does not keep the others open. Safe to call twice. */
	run(onError: (name: string, error: unknown) => void): Promise<void>;
}

export function createClosing(): Closing {
	const steps: { name: string; close: () => Promise<void> | void }[] = [];
	let running: Promise<void> | undefined;
	async function run(onError: (name: string, error: unknown) => void): Promise<void> {
		for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
			try {
				await step.close();
			} catch (error) {
				onError(step.name, error);
			}
		}
	}
	return {
		add: (name, close) => {
			steps.push({ name, close });
		},
		run: (onError) => (running ??= run(onError)),
	};
}
