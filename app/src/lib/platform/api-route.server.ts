import type { z } from 'zod';

/** An answer that is not the expected one: a closed code of the capability. */
export type ApiResult<Answer, Code extends string> =
	{ readonly ok: true; readonly body: Answer } | { readonly ok: false; readonly code: Code };

/**
 * One reading address of `/api/v1`, as data: the host checks requests with its schemas and writes
 * the OpenAPI document from the same ones, so that neither can promise what the other refuses.
 */
export interface ApiRoute<
	Params extends z.ZodObject = z.ZodObject,
	Query extends z.ZodObject = z.ZodObject,
	Answer extends z.ZodType = z.ZodType,
	Code extends string = string,
> {
	/** Below `/api/v1`, with parameters in braces: `/selections/{selection}/results`. */
	readonly path: `/${string}`;
	/** One line for readers of the document. */
	readonly summary: string;
	readonly params: Params;
	readonly query: Query;
	readonly answer: Answer;
	/** Every code this route may answer, with its HTTP status. */
	readonly faults: Readonly<Record<Code, number>>;
	handle(request: {
		readonly params: z.output<Params>;
		readonly query: z.output<Query>;
	}): Promise<ApiResult<z.input<Answer>, Code>>;
}

/** Infers the types of a route from its schemas; routes of different types then share a list. */
export function apiRoute<
	Params extends z.ZodObject,
	Query extends z.ZodObject,
	Answer extends z.ZodType,
	Code extends string = never,
>(route: ApiRoute<Params, Query, Answer, Code>): ApiRoute {
	return route;
}
