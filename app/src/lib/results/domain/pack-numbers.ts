/** Numbers of a rule pack that explain a person's own result; the engine does the ranking. */
export interface PackNumbers {
	readonly thresholds: readonly Threshold[];
	/** Absent in a PPPK pack, where nothing is integrated. */
	readonly integration?: {
		readonly totalMax: string;
		readonly skdWeight: string;
		readonly skbWeight: string;
	};
}

/** One mark that a candidate must reach: `twk`, `tiu`, `tkp` or `total`. */
export interface Threshold {
	readonly part: string;
	readonly need: number;
}

interface PackFile {
	readonly formations?: Readonly<Record<string, Minima>>;
	readonly special_jobs?: Readonly<Record<string, Minima>>;
	readonly skd?: { readonly total_max?: Numbered };
	readonly integration?: { readonly skd_weight?: Numbered; readonly skb_weight?: Numbered };
}

interface Numbered {
	readonly value: number | string;
}

interface Minima {
	readonly minima?: Readonly<Record<string, { readonly value: number }>>;
}

/**
 * A special job counts in the general formation only; a special formation keeps its own threshold
 * (ranking rules, input files).
 * @param pack text of the rule pack
 */
export function packNumbers(
	pack: string,
	vacancy: { readonly formationType: string; readonly specialJob: string },
): PackNumbers {
	const { formations, special_jobs: jobs, skd, integration } = JSON.parse(pack) as PackFile;
	const job = vacancy.formationType === 'umum' ? jobs?.[vacancy.specialJob] : undefined;
	const minima = (job ?? formations?.[vacancy.formationType])?.minima ?? {};
	const thresholds = Object.entries(minima).map(([part, { value }]) => ({ part, need: value }));
	const totalMax = skd?.total_max?.value;
	const skdWeight = integration?.skd_weight?.value;
	const skbWeight = integration?.skb_weight?.value;
	if (totalMax === undefined || skdWeight === undefined || skbWeight === undefined) {
		return { thresholds };
	}
	return {
		thresholds,
		integration: {
			totalMax: String(totalMax),
			skdWeight: String(skdWeight),
			skbWeight: String(skbWeight),
		},
	};
}
