/** One line that is drawn over; only on a terminal, so that no log file fills with progress. */
export function createProgressLine(silent: boolean): { show(text: string): void; clear(): void } {
	const { stderr } = process;
	if (silent || !stderr.isTTY) return { show: () => undefined, clear: () => undefined };
	let shown = false;
	return {
		show(text) {
			shown = true;
			stderr.write(`\r\u001b[K${text.slice(0, Math.max(20, (stderr.columns || 80) - 1))}`);
		},
		clear() {
			if (shown) stderr.write('\r\u001b[K');
			shown = false;
		},
	};
}
