/**
 * Preloaded into every measured process (`node --import`): at exit it writes what the kernel
 * counted, so that reading, checking, working and writing are all inside the figure.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * VmHWM belongs to this program alone; `maxRSS` would also count what the parent held at the
 * moment of the fork.
 */
function peakBytes() {
	try {
		const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
		if (match?.[1] !== undefined) return Number(match[1]) * 1024;
	} catch {
		// No /proc on this system: the coarser figure has to do.
	}
	return process.resourceUsage().maxRSS * 1024;
}

process.on('exit', () => {
	const file = process.env['BENCH_USAGE'];
	if (file === undefined) return;
	const { userCPUTime, systemCPUTime } = process.resourceUsage();
	const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: peakBytes() };
	writeFileSync(file, JSON.stringify(usage));
});
