import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { createAide, type SecondThread } from '@terang/rules';
import { FileProblem } from '../files.ts';
import { nodeCreateSha256 } from '../node-ports.ts';
import type { SecondThreadStart, StartSecondThread } from '../worker-messages.ts';
import { inputFile } from './input-file.ts';

const allocate = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

type Answer = { readonly value: unknown } | { readonly problem: string };

/** The thread that ranks: hands orders over, and sleeps where an answer is not there yet. */
export function secondThread(participants: string, start: StartSecondThread): SecondThread {
	const { port1, port2 } = new MessageChannel();
	const answered = new Int32Array(allocate(4));
	start({ participants, port: port2, answered });
	let finished = 0;
	return {
		allocate,
		begin: (order) => port1.postMessage(order),
		finish() {
			Atomics.wait(answered, 0, finished);
			finished += 1;
			const { message } = receiveMessageOnPort(port1) as { message: Answer };
			if ('problem' in message) throw new FileProblem(message.problem);
			return message.value;
		},
	};
}

/** The second thread itself. A bug in it ends the whole process, by the `error` of its worker. */
export function runSecondThread({ participants, port, answered }: SecondThreadStart): void {
	const aide = createAide(inputFile(participants), { createSha256: nodeCreateSha256, allocate });
	const answer = (order: unknown): Answer => {
		try {
			return { value: aide(order) };
		} catch (error) {
			if (error instanceof FileProblem) return { problem: error.message };
			throw error;
		}
	};
	port.on('message', (order: unknown) => {
		port.postMessage(answer(order));
		Atomics.add(answered, 0, 1);
		Atomics.notify(answered, 0);
	});
}
