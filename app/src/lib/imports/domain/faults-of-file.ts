/** As many rows as a person could still mend by hand; their lines are remembered for the download. */
const rememberedRows = 100_000;

/**
 * Collects every fault and keeps the first 1,000 in the order of the file, so that a file of nothing
 * but faults costs little memory.
 */
export class FaultsOfFile<Fault extends { readonly line: number }> {
	static readonly kept = 1_000;

	total = 0;
	private readonly faultyLines = new Set<number>();
	private list: Fault[] = [];

	add(fault: Fault): void {
		this.total += 1;
		if (this.faultyLines.size < rememberedRows) this.faultyLines.add(fault.line);
		this.list.push(fault);
		if (this.list.length >= 2 * FaultsOfFile.kept) this.trim();
	}

	/** Faults that somebody else counted and did not hand over. */
	countFurther(count: number): void {
		this.total += count;
	}

	/** Lines of the rows with a fault. */
	lines(): readonly number[] {
		return [...this.faultyLines].sort((a, b) => a - b);
	}

	first(): readonly Fault[] {
		this.trim();
		return this.list;
	}

	private trim(): void {
		this.list = this.list
			.map((fault, order) => ({ fault, order }))
			.sort((a, b) => a.fault.line - b.fault.line || a.order - b.order)
			.slice(0, FaultsOfFile.kept)
			.map(({ fault }) => fault);
	}
}
