import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding } from '../compression.ts';

export interface FileAnswer {
	readonly type: string;
	/** `Cache-Control`. */
	readonly cache: string;
	/** Compress for clients that ask for it; for large plain text. */
	readonly gzip?: boolean;
	/** Name offered where a browser saves the file. */
	readonly saveAs?: string;
}

export const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Streams a file, or says that there is none. The caller has already matched every part of the path
 * against a closed pattern, so nothing a visitor types can name another file.
 */
export async function sendFile(
	request: FastifyRequest,
	reply: FastifyReply,
	file: string,
	answer: FileAnswer,
): Promise<boolean> {
	const handle = await openFile(file);
	if (handle === undefined) return false;
	try {
		const { size, mtimeMs, ino } = await handle.stat();
		const etag = `"${ino.toString(36)}-${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
		await sendContent(request, reply, answer, { size, etag, open: () => streamOf(handle, size) });
		return true;
	} finally {
		await handle.close();
	}
}

/** Answers with bytes that are at hand; `etag` names them, in quotes. */
export function sendBytes(
	request: FastifyRequest,
	reply: FastifyReply,
	{ bytes, etag }: { readonly bytes: Uint8Array; readonly etag: string },
	answer: FileAnswer,
): Promise<void> {
	const content = { size: bytes.length, etag, open: () => Readable.from([bytes]) };
	return sendContent(request, reply, answer, content);
}

interface Content {
	readonly size: number;
	readonly etag: string;
	readonly open: () => Readable;
}

async function sendContent(
	request: FastifyRequest,
	reply: FastifyReply,
	answer: FileAnswer,
	{ size, etag, open }: Content,
): Promise<void> {
	const response = reply.raw;
	reply.hijack();
	try {
		response.setHeader('Content-Type', answer.type);
		response.setHeader('Cache-Control', answer.cache);
		response.setHeader('ETag', etag);
		if (answer.saveAs !== undefined) {
			response.setHeader('Content-Disposition', `attachment; filename="${answer.saveAs}"`);
		}
		if (answer.gzip === true) response.setHeader('Vary', 'Accept-Encoding');
		if (request.headers['if-none-match'] === etag) {
			response.writeHead(304).end();
			return;
		}
		const gzip =
			answer.gzip === true && chooseEncoding(request.headers['accept-encoding']?.toString());
		if (gzip) response.setHeader('Content-Encoding', 'gzip');
		else response.setHeader('Content-Length', size);
		if (request.method === 'HEAD') response.writeHead(200).end();
		else if (size === 0) await new Promise<void>((resolve) => response.end(resolve));
		else if (gzip) await pipeline(open(), createGzip({ level: 6 }), response);
		else await pipeline(open(), response);
	} catch (error) {
		// The visitor went away, or the disk failed in the middle: the answer cannot be mended.
		request.log.debug({ id: request.id, err: error }, 'file answer ended early');
		response.destroy();
	}
}

function streamOf({ fd }: FileHandle, size: number): Readable {
	return createReadStream('', { fd, autoClose: false, end: size - 1 });
}

async function openFile(file: string): Promise<FileHandle | undefined> {
	let handle: FileHandle;
	try {
		handle = await open(file, 'r');
	} catch (error) {
		const errno = (error as NodeJS.ErrnoException).code;
		if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'EISDIR') return undefined;
		throw error;
	}
	if ((await handle.stat()).isFile()) return handle;
	await handle.close();
	return undefined;
}

/** Joins parts that were matched before; the last guard against a pattern that is too wide. */
export function within(folder: string, ...parts: string[]): string {
	const file = path.join(folder, ...parts);
	if (!file.startsWith(folder + path.sep)) throw new Error('A file path left its folder.');
	return file;
}
