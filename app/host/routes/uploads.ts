import type { Readable } from 'node:stream';
import busboy from '@fastify/busboy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, unsentTo } from '../../src/lib/identity/contract.ts';
import { arrivesSlowly } from '../gate.ts';
import { sendFault } from '../http.ts';
import type { UploadOutcome } from '../../src/lib/imports/contract.ts';
import type { Imports } from '../../src/lib/imports/server/api.server.ts';
import { admit, type AdmissionDeps, recognise } from './upload-admission.ts';

export interface UploadDeps extends AdmissionDeps {
	readonly imports: Pick<Imports, 'upload'>;
}

/** The form's fields stand before its file, so that they are known when the file comes. */
type Fields = Readonly<Record<(typeof names)[number], string>>;

interface ArrivingFile {
	readonly fields: Fields;
	readonly fileName: string;
	readonly content: Readable;
}

type Answer =
	| UploadOutcome
	/** Of a visitor who must sign in first, or set up an authenticator. */
	| { readonly kind: 'stopped'; readonly at: '/masuk' | '/akun/autentikator' }
	| { readonly kind: 'forbidden' | 'unreadable' }
	/** Nobody is there any more to hear it. */
	| { readonly kind: 'cut' };

class CutOff extends Error {}

class Unreadable extends Error {}

const page = '/panitia/impor';

/**
 * Takes a file that a plain form sends, of any size up to the limit, without holding it in memory:
 * the pages' own handler reads bodies whole and therefore only small ones.
 */
export async function registerUploads(app: FastifyInstance, deps: UploadDeps): Promise<void> {
	await app.register((scope, _options, done) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('multipart/form-data', (_request, _payload, parsed) => {
			parsed(null);
		});
		for (const language of ['', '/en']) {
			scope.post(`${language}${page}/unggah`, async (request, reply) => {
				const answer = await receive(deps, request, reply).catch(unlessBroken);
				return respond(request, reply, answer, language);
			});
		}
		done();
	});
}

async function receive(
	deps: UploadDeps,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<Answer> {
	const actor = await recognise(deps, request, reply);
	if (actor === undefined) return stop(request, '/masuk');
	if (!actor.secondFactor) return stop(request, '/akun/autentikator');
	arrivesSlowly(request.raw);
	const arriving = await firstFile(request);
	if (arriving === undefined) return { kind: 'refused', code: 'imports.no_file' };
	const outcome = await take(deps, actor, arriving);
	// What nobody reads any more must still be swallowed, or the line is stuck behind it.
	request.raw.unpipe();
	request.raw.resume();
	return outcome;
}

function unlessBroken(error: unknown): Answer {
	if (error instanceof CutOff) return { kind: 'cut' };
	if (error instanceof Unreadable) return { kind: 'unreadable' };
	throw error;
}

async function take(
	deps: UploadDeps,
	actor: Actor,
	{ fields, fileName, content }: ArrivingFile,
): Promise<Answer> {
	const { instansi: institutionId, jenis: kind, seleksi: scopeId, asal: source } = fields;
	const admitted = await admit(deps, actor, { institutionId, kind, scopeId });
	if (admitted.kind !== 'admitted') return admitted;
	return deps.imports.upload(admitted.permission, {
		kind: admitted.of,
		scopeId,
		source,
		fileName,
		content,
	});
}

function stop({ raw }: FastifyRequest, at: '/masuk' | '/akun/autentikator'): Answer {
	raw.resume();
	return { kind: 'stopped', at };
}

const names = ['instansi', 'jenis', 'seleksi', 'asal'] as const;

/** Settles when the file begins; nothing where the form has none. */
function firstFile(request: FastifyRequest): Promise<ArrivingFile | undefined> {
	const type = request.headers['content-type'] ?? '';
	const fields = { instansi: '', jenis: '', seleksi: '', asal: '' };
	const form = parserOf(type);
	let file: Readable | undefined;
	return new Promise((resolve, reject) => {
		form.on('field', (name, value) => {
			if (value.includes('\0')) reject(new Unreadable());
			const known = names.find((one) => one === name);
			if (known !== undefined) fields[known] = value.trim();
		});
		form.on('file', (name, content, fileName) => {
			file = content;
			// A line may be cut before anybody reads; whoever reads then hears of it.
			content.on('error', () => undefined);
			if (name === 'berkas' && fileName !== '') resolve({ fields, fileName, content });
			else content.resume();
		});
		form.on('finish', () => {
			resolve(undefined);
		});
		form.on('error', (cause) => {
			reject(new Unreadable('', { cause }));
		});
		request.raw.on('close', () => {
			// A cut line must not look like the end of the file.
			if (request.raw.complete) return;
			const cut = new CutOff();
			file?.destroy(cut);
			reject(cut);
		});
		request.raw.pipe(form);
	});
}

function parserOf(type: string) {
	try {
		return busboy({
			headers: { 'content-type': type },
			limits: { fieldSize: 2_000, fields: 20, files: 1 },
		});
	} catch (cause) {
		throw new Unreadable('', { cause });
	}
}

/** A page follows every answer; the reason of a refusal stands in its address, by code. */
function respond(
	request: FastifyRequest,
	reply: FastifyReply,
	answer: Answer,
	language: string,
): FastifyReply {
	const home = `${language}${page}`;
	void reply.header('cache-control', 'no-store');
	switch (answer.kind) {
		case 'cut':
			return reply.code(400).send();
		case 'unreadable':
			sendFault(request, reply, 400, 'http.bad_request');
			return reply;
		case 'forbidden':
			sendFault(request, reply, 403, 'http.forbidden');
			return reply;
		case 'stopped':
			return reply.redirect(`${language}${unsentTo(answer.at, home)}`, 303);
		case 'refused':
			return reply.redirect(`${home}?salah=${answer.code.split('.')[1] ?? ''}`, 303);
		case 'taken':
			return reply.redirect(`${home}/${answer.id}`, 303);
	}
}
