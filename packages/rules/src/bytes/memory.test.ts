import { expect, test } from 'vitest';
import { Memory, ownMemory } from './memory.ts';

test('a block that was released is given out again, zeroed', () => {
	const memory = new Memory(ownMemory);
	const first = memory.i32(100).fill(7);
	memory.release(first);
	const second = memory.i32(90);
	expect(second.buffer).toBe(first.buffer);
	expect([...second]).toEqual(new Array(90).fill(0));
});

test('a block in use is not given out, nor one much larger than asked for', () => {
	const memory = new Memory(ownMemory);
	const first = memory.i32(100);
	expect(memory.i32(100).buffer).not.toBe(first.buffer);
	memory.release(first);
	expect(memory.i32(10).buffer).not.toBe(first.buffer);
});
