/** Does work so many at once; the rest waits in the order in which it came. */
export function takingTurns(
	most: number,
): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
	const waiting: (() => void)[] = [];
	let running = 0;
	return async (work) => {
		if (running < most) running += 1;
		else await new Promise<void>((resolve) => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === undefined) running -= 1;
			else next();
		}
	};
}
