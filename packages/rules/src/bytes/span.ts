/** Numbers `from` to `to`, the last not among them. */
export interface Span {
	readonly from: number;
	readonly to: number;
}
