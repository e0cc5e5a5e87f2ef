/** Whether PostgreSQL's output blames a full disk; a short write is how it meets the last free block. */
export function saysDiskFull(said: string): boolean {
	return /No space left on device|Disk quota exceeded|wrote only \d+ of \d+ bytes/.test(said);
}

/** The first complaint in PostgreSQL's output, without time and process number. */
export function firstComplaint(said: string): string | undefined {
	const line = said.split('\n').find((text) => /(FATAL|PANIC|error):/.test(text));
	return line?.replace(/^.*?(FATAL|PANIC|error): +/, '').trim();
}

/** Whether a start was refused because processes of the server before it still hold its memory. */
export function saysLeftBehind(said: string): boolean {
	return /pre-existing shared memory block|lock file "postmaster\.pid" already exists/.test(said);
}
