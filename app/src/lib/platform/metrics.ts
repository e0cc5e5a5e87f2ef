/** A small registry in the Prometheus text format: counters and gauges, labels of closed sets. */
export interface Metrics {
	count(name: string, help: string, labels?: Labels, by?: number): void;
	/** Read when scraped; `undefined`, or a reading that fails, leaves the sample out. */
	gauge(name: string, help: string, read: Reading): void;
	render(): Promise<string>;
}

type Reading = () => number | undefined | Promise<number | undefined>;

export type Labels = Readonly<Record<string, string>>;

export function createMetrics(): Metrics {
	const counters = new Map<string, { help: string; samples: Map<string, number> }>();
	const gauges = new Map<string, { help: string; read: Reading }>();
	return {
		count(name, help, labels = {}, by = 1) {
			const family = counters.get(name) ?? { help, samples: new Map<string, number>() };
			counters.set(name, family);
			const key = labelText(labels);
			family.samples.set(key, (family.samples.get(key) ?? 0) + by);
		},
		gauge(name, help, read) {
			gauges.set(name, { help, read });
		},
		async render() {
			const lines: string[] = [];
			for (const [name, family] of counters) {
				lines.push(`# HELP ${name} ${family.help}`, `# TYPE ${name} counter`);
				for (const [labels, value] of family.samples) lines.push(`${name}${labels} ${value}`);
			}
			for (const [name, { help, read }] of gauges) {
				const value = await measured(read);
				if (value === undefined) continue;
				lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`);
			}
			return lines.join('\n') + '\n';
		},
	};
}

async function measured(read: Reading): Promise<number | undefined> {
	try {
		return await read();
	} catch {
		return undefined;
	}
}

function labelText(labels: Labels): string {
	const pairs = Object.entries(labels).map(
		([name, value]) =>
			`${name}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
	);
	return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
