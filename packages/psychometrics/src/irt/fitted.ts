import type { Engine } from './engine.ts';
import type { Layout } from './layout.ts';
import type { PackedResponses } from './packed.ts';

/** A calibration at its end, as its standard errors need it. */
export interface Fitted {
	readonly packed: PackedResponses;
	readonly layout: Layout;
	readonly engine: Engine;
	readonly point: Float64Array;
	readonly nodes: number;
	/** How many persons each person stands for. */
	readonly scale: number;
}
