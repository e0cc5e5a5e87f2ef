import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isMissing } from './backup-files.ts';

const name = z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\\]+$/u);

const schema = z.strictObject({
	format: z.literal('terang-backup/1'),
	madeAt: z.string(),
	mode: z.enum(['demo', 'production']),
	/** Applied to the database that was copied, oldest first. */
	migrations: z.array(z.string()),
	tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()), file: name })),
	sequences: z.array(z.strictObject({ name: z.string(), value: z.number().int() })),
	logs: z.array(
		z.strictObject({
			slug: z.string().regex(/^\d{4}(?:-\d+)?$/u),
			generation: z.number().int(),
			size: z.number().int(),
			root: z.string(),
		}),
	),
	files: z.array(
		z.strictObject({
			path: name,
			bytes: z.number().int(),
			sha256: z.string().regex(/^[0-9a-f]{64}$/u),
		}),
	),
});

/** What a backup holds, and the SHA-256 of every file of it but this one. */
export type BackupManifest = z.output<typeof schema>;

export const manifestName = 'manifest.json';

/** Undefined where the folder is no backup that this program reads. */
export async function readManifest(folder: string): Promise<BackupManifest | undefined> {
	try {
		const text = await readFile(path.join(folder, manifestName), 'utf8');
		return schema.safeParse(JSON.parse(text)).data;
	} catch (error) {
		if (isMissing(error) || error instanceof SyntaxError) return undefined;
		throw error;
	}
}
