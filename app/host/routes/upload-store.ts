import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import type { Actor } from '../../src/lib/identity/contract.ts';
import type { ImportPermission, UnfinishedUpload } from '../../src/lib/imports/contract.ts';
import { type Imports, unfinishedMs } from '../../src/lib/imports/server/api.server.ts';
import { admit, type AdmissionDeps } from './upload-admission.ts';
import type { UploadLocks } from './upload-locks.ts';
import { Refused } from './upload-refused.ts';

export interface UploadStoreDeps extends AdmissionDeps {
	readonly imports: Pick<Imports, 'unfinished' | 'largest'>;
}

/**
 * What the protocol asks of a store, for one request of one person. Every question about an upload is
 * asked again of the session's roles: one that was withdrawn in between ends it.
 */
export class UploadStore extends DataStore {
	override extensions = ['creation', 'expiration', 'termination'];
	/** Number of the file that came of it, once it is whole. */
	file: number | undefined;
	/** Why what came could not be kept; the protocol's server takes it for a request that was ended. */
	trouble: unknown;
	private readonly deps: UploadStoreDeps;
	private readonly actor: Actor;
	private readonly locks: Pick<UploadLocks, 'holdFor'>;

	constructor(deps: UploadStoreDeps, actor: Actor, locks: Pick<UploadLocks, 'holdFor'>) {
		super();
		this.deps = deps;
		this.actor = actor;
		this.locks = locks;
	}

	override async create(upload: Upload): Promise<Upload> {
		const { imports } = this.deps;
		const said = upload.metadata ?? {};
		const field = (name: string) => (said[name] ?? '').trim().slice(0, 2_000);
		if (Object.values(said).some((value) => value?.includes('\0'))) throw new Refused(400);
		const [institutionId, kind, scopeId] = [field('instansi'), field('jenis'), field('seleksi')];
		const { permission, of } = await this.admitted({ institutionId, kind, scopeId });
		const fileName = field('berkas');
		if (fileName === '') throw new Refused(400, 'imports.no_file');
		const bytes = upload.size ?? 0;
		if (bytes === 0) throw new Refused(400, 'imports.empty_file');
		if (bytes > imports.largest) throw new Refused(413, 'imports.too_large');
		await imports.unfinished.begin(permission, {
			id: upload.id,
			bytes,
			kind: of,
			scopeId,
			source: field('asal'),
			fileName,
		});
		return upload;
	}

	/** What was said of the file is not said back: it may name people, and the sender knows it. */
	override async getUpload(id: string): Promise<Upload> {
		const { upload } = await this.own(id);
		this.tell(upload);
		const { bytes: size, arrived: offset, touchedAt } = upload;
		return new Upload({ id, size, offset, creation_date: touchedAt.toISOString() });
	}

	override write(content: Readable, id: string): Promise<number> {
		const work = this.add(content, id);
		// The protocol's server turns to the next request as soon as the stream has failed.
		this.locks.holdFor(id, work);
		return work;
	}

	private async add(content: Readable, id: string): Promise<number> {
		const { permission } = await this.own(id);
		const upload = await this.deps.imports.unfinished
			.add(permission, id, content)
			.catch((error: unknown) => {
				// An error of the line is no trouble: there is nobody to be told of it.
				if (error !== content.errored) this.trouble = error;
				throw error;
			});
		if (upload === undefined) throw new Refused(404);
		this.tell(upload);
		return upload.arrived;
	}

	override async remove(id: string): Promise<void> {
		await this.own(id);
		await this.deps.imports.unfinished.giveUp(this.actor.personId, id);
	}

	override getExpiration(): number {
		return unfinishedMs;
	}

	/** @throws {Refused} of one that came whole and is no file that can be taken */
	private tell({ outcome }: UnfinishedUpload): void {
		if (outcome?.kind === 'refused') throw new Refused(422, outcome.code);
		this.file = outcome?.id;
	}

	private async own(id: string) {
		const upload = await this.deps.imports.unfinished.find(this.actor.personId, id);
		if (upload === undefined) throw new Refused(404);
		const { permission } = await this.admitted(upload);
		return { upload, permission };
	}

	private async admitted(
		purpose: Parameters<typeof admit>[2],
	): Promise<{ readonly permission: ImportPermission; readonly of: UnfinishedUpload['kind'] }> {
		const admission = await admit(this.deps, this.actor, purpose);
		if (admission.kind === 'forbidden') throw new Refused(403, 'http.forbidden');
		if (admission.kind === 'refused') throw new Refused(422, admission.code);
		return admission;
	}
}
