import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bucket, openBucket, type BucketSetting } from './bucket.server.ts';
import { type BucketServer, type Mishap, startBucketServer } from './testing/bucket-server.ts';

let server: BucketServer;
let bucket: Bucket;
const hurried = { attempts: 3, pauseMs: 1, requestMs: 300 };

beforeEach(async () => {
	server = await startBucketServer();
	bucket = open();
	return () => server.stop();
});
afterEach(() => {
	expect(server.seen.every(({ method }) => ['GET', 'HEAD', 'PUT'].includes(method))).toBe(true);
});

function open(change: Partial<BucketSetting> = {}): Bucket {
	return openBucket({ ...server.setting('a/b/'), ...change }, hurried);
}

function bytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** These, one for each request, then none. */
function mishaps(...list: readonly (Mishap | undefined)[]): void {
	const left = [...list];
	server.mishap = () => left.shift();
}

describe('objects', () => {
	it('come back as they were put, below the prefix', async () => {
		expect(await bucket.get('x/1')).toBeUndefined();
		expect(await bucket.has('x/1')).toBe(false);
		expect(await bucket.put('x/1', bytes('satu'), 'none')).toBe(true);
		expect((await bucket.get('x/1'))?.bytes).toEqual(bytes('satu'));
		expect(await bucket.has('x/1')).toBe(true);
		expect([...server.objects.keys()]).toEqual(['a/b/x/1']);
	});

	it('are listed over several pages, those of others left out', async () => {
		server.pageSize = 2;
		server.objects.set('a/z', bytes('another prefix'));
		for (const key of ['x/5', 'x/1', 'y/1', 'x/3', 'x/2', 'x/4']) {
			await bucket.put(key, bytes(key), 'none');
		}
		expect(await bucket.list('x/')).toEqual(['x/1', 'x/2', 'x/3', 'x/4', 'x/5']);
	});
});

describe('a conditional write', () => {
	it('creates once', async () => {
		expect(await bucket.put('x', bytes('1'), 'absent')).toBe(true);
		expect(await bucket.put('x', bytes('2'), 'absent')).toBe(false);
		expect(await bucket.put('x', bytes('1'), 'absent')).toBe(false);
		expect((await bucket.get('x'))?.bytes).toEqual(bytes('1'));
	});

	it('replaces only what it has read', async () => {
		await bucket.put('x', bytes('1'), 'none');
		const read = await bucket.get('x');
		expect(await bucket.put('x', bytes('2'), { etag: read!.etag })).toBe(true);
		expect(await bucket.put('x', bytes('3'), { etag: read!.etag })).toBe(false);
		expect(await bucket.put('gone', bytes('3'), { etag: read!.etag })).toBe(false);
	});

	it.each<Mishap>(['unavailable', 'conflict', 'cut_before', 'cut_after', { slowMs: 600 }])(
		'is done once though the first answer was %j',
		async (mishap) => {
			mishaps(mishap);
			expect(await bucket.put('x', bytes('1'), 'absent')).toBe(true);
			const { etag } = (await bucket.get('x'))!;
			mishaps(mishap);
			expect(await bucket.put('x', bytes('2'), { etag })).toBe(true);
			expect((await bucket.get('x'))?.bytes).toEqual(bytes('2'));
		},
	);

	it('is not taken for its own where a rival wrote while the answer was lost', async () => {
		const rival = open();
		let once = true;
		server.mishap = ({ method }) => {
			if (method !== 'PUT' || !once) return undefined;
			once = false;
			server.objects.set('a/b/x', bytes('rival'));
			return 'cut_before';
		};
		expect(await bucket.put('x', bytes('own'), 'absent')).toBe(false);
		expect((await rival.get('x'))?.bytes).toEqual(bytes('rival'));
	});
});

describe('a fault', () => {
	it('is thrown when the store stays away, without the address or the keys', async () => {
		server.mishap = () => 'cut_before';
		const fault = await bucket.get('x').catch((error: unknown) => error);
		expect(fault).toMatchObject({ code: 'bucket.away' });
		expect(server.seen).toHaveLength(hurried.attempts);
		const { accessKeyId, secretAccessKey, endpoint } = server.setting('');
		const shown = JSON.stringify(fault) + String(fault) + ((fault as Error).stack ?? '');
		for (const secret of [accessKeyId, secretAccessKey, endpoint!]) {
			expect(shown).not.toContain(secret);
		}
	});

	it.each<[string, Partial<BucketSetting>, object]>([
		[
			'secret',
			{ secretAccessKey: 'x' },
			{ code: 'bucket.refused', detail: 'SignatureDoesNotMatch' },
		],
		['key', { accessKeyId: 'x' }, { code: 'bucket.refused', detail: 'InvalidAccessKeyId' }],
		['region', { region: 'x' }, { code: 'bucket.wrong_region' }],
		['bucket', { bucket: 'other' }, { code: 'bucket.missing', detail: 'NoSuchBucket' }],
	])('names a wrong %s at once', async (_, change, fault) => {
		await expect(open(change).get('x')).rejects.toMatchObject(fault);
		expect(server.seen).toHaveLength(1);
	});

	it('ends waiting when the process must stop', async () => {
		const stop = new AbortController();
		server.mishap = () => ({ slowMs: 200 });
		const reading = openBucket(server.setting(''), { stop: stop.signal }).get('x');
		stop.abort();
		await expect(reading).rejects.toMatchObject({ code: 'bucket.away' });
	});
});
