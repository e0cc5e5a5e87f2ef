import { expect, test } from 'vitest';
import { makePipe, PipeReader, PipeWriter } from './pipe.ts';

const allocate = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

/** Bytes that tell their place, longer than one slot of the pipe. */
const long = Uint8Array.from({ length: 700_000 }, (_, i) => i % 251);

test('messages come out whole and apart', () => {
	const pipe = makePipe(allocate);
	const writer = new PipeWriter(pipe);
	const reader = new PipeReader(pipe);
	const messages = [[long, long.subarray(3, 9)], [], [long.subarray(0, 1)]];
	for (let round = 0; round < 20; round++) {
		for (const message of messages) {
			expect(writer.write(message)).toBe(true);
			const read = Buffer.concat(Array.from(reader.message(), (chunk) => chunk.slice()));
			expect(read.equals(Buffer.concat(message))).toBe(true);
		}
	}
});

test('a writer whose reader is gone is told so instead of waiting', () => {
	const pipe = makePipe(allocate);
	const writer = new PipeWriter(pipe);
	new PipeReader(pipe).close();
	expect(writer.write(new Array<Uint8Array>(100).fill(long))).toBe(false);
});
