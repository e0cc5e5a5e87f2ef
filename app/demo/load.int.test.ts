import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildFolder, spawnHost, testFolder } from '../host/testing.ts';

let build: string;
const folder = testFolder();

beforeAll(async () => {
	build = await buildFolder();
}, 240_000);

afterAll(() => folder.remove());

interface Version {
	readonly version: number;
	readonly approval?: { readonly at: string; readonly entryIndex: number };
}

const settings = { TERANG_DATA: folder.path };

async function started<Seen>(look: (url: string) => Promise<Seen>) {
	const host = spawnHost(build, settings);
	try {
		return await look(await host.url());
	} finally {
		host.child.kill('SIGTERM');
		await host.ended;
	}
}

async function seen(url: string) {
	const json = async <T>(address: string) => (await (await fetch(url + address)).json()) as T;
	const { selections } = await json<{ selections: { versions: Version[] }[] }>(
		'/api/v1/selections',
	);
	const [newest] = await json<{ log: string }[]>('/data/index.json');
	const checkpoint = await (await fetch(`${url}${newest?.log ?? ''}checkpoint`)).text();
	const versions = selections.flatMap((one) => one.versions);
	return { versions, size: Number(checkpoint.split('\n')[1]) };
}

it('publishes both versions under an approval, and loads nothing twice', async () => {
	const first = await started(seen);
	expect(first.versions.map(({ version }) => version)).toEqual([2, 1]);
	for (const { approval } of first.versions) expect(approval?.entryIndex).toBeGreaterThan(0);
	const again = await started(seen);
	expect(again).toEqual(first);
});
