import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface PageModule {
	readonly server?: { readonly actions?: Readonly<Record<string, unknown>> };
}

interface Manifest {
	readonly _: {
		readonly nodes: readonly (() => Promise<PageModule>)[];
		readonly routes: readonly {
			readonly id: string;
			readonly page: { readonly leaf: number } | null;
			readonly endpoint: (() => Promise<object>) | null;
		}[];
	};
}

/** Pages, their actions and their endpoints, as the pages' own handler has them. */
export async function pagesOf(build: string): Promise<readonly string[]> {
	const chunks = path.join(build, 'kit', 'server', 'chunks');
	const file = readdirSync(chunks).find((name) => /^manifest\.js-.*\.js$/u.test(name)) ?? '';
	const module = (await import(pathToFileURL(path.join(chunks, file)).href)) as { m: Manifest };
	const { nodes, routes: found } = module.m._;
	const addresses: string[] = [];
	for (const { id, page, endpoint } of found) {
		if (page !== null) {
			addresses.push(`GET ${id}`);
			const { server } = (await nodes[page.leaf]?.()) ?? {};
			for (const action of Object.keys(server?.actions ?? {}))
				addresses.push(`POST ${id}?/${action}`);
		}
		const methods = endpoint === null ? [] : Object.keys(await endpoint());
		for (const method of methods.filter((name) => /^[A-Z]+$/u.test(name))) {
			addresses.push(`${method} ${id}`);
		}
	}
	return addresses;
}
