import { z } from 'zod';
import type { ApiRoute } from '../src/lib/platform/api-route.server.ts';

const faultSchema = z.object({
	code: z.string().describe('Closed, namespaced; never prose.'),
	id: z.string().describe('Under which the fault stands in the operator’s log.'),
});

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12 as zod writes it. */
export function openApiDocument(base: string, routes: readonly ApiRoute[]) {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Terang',
			version: '1',
			summary: 'What is published about recruitment, for anybody to read.',
			license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
		},
		paths: Object.fromEntries(
			routes.map((route) => [base + route.path, { get: operation(route) }]),
		),
		components: { schemas: { Fault: jsonSchema(faultSchema, 'output') } },
	};
}

function operation(route: ApiRoute) {
	return {
		summary: route.summary,
		operationId: operationId(route.path),
		parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
		responses: {
			'200': {
				description: route.summary,
				content: { 'application/json': { schema: jsonSchema(route.answer, 'output') } },
			},
			...faultResponses(route),
		},
	};
}

function faultResponses(route: ApiRoute) {
	const byStatus = new Map<number, string[]>([[400, ['api.malformed_request']]]);
	for (const [code, status] of Object.entries(route.faults)) {
		byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
	}
	return Object.fromEntries(
		[...byStatus].map(([status, codes]) => [
			String(status),
			{
				description: codes.join(', '),
				content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
			},
		]),
	);
}

function parameters(schema: z.ZodObject, place: 'path' | 'query') {
	const { properties = {}, required = [] } = jsonSchema(schema, 'input');
	return Object.entries(properties).map(([name, value]) => ({
		name,
		in: place,
		required: place === 'path' || required.includes(name),
		schema: value,
	}));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
	const document = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
	// Said once, by the document's version.
	delete document.$schema;
	return document;
}

/** `/selections/{selection}/results` becomes `getSelectionsResults`. */
function operationId(path: string): string {
	const words = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
	const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);
	return `get${words.map(capital).join('')}${path.endsWith('}') ? 'ById' : ''}`;
}
