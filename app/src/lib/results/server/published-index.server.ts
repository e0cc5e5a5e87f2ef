import type { PublishedVersion } from '../contract.ts';
import { approvedType, publishedType } from './bundle.server.ts';
import type { Publication } from './publications.store.server.ts';

/** A visible version as pages and programs see it; `all` are the visible versions of everything. */
export function toPublishedVersion(
	publication: Publication,
	all: readonly Publication[],
): PublishedVersion {
	const { selection_id: selectionId, version, correction_authority: authority } = publication;
	const entryIndex = publication.entries[publishedType]?.[0]?.index;
	if (publication.published_at === null || publication.manifest_digest === null) {
		throw new Error('a version that is not published is shown');
	}
	if (entryIndex === undefined) throw new Error('a published version has no entry');
	const superseded = all.some(
		(other) => other.selection_id === selectionId && other.version === version + 1,
	);
	const reason = publication.correction_reason;
	const approvedAt = publication.approved_at;
	const approvalIndex = publication.entries[approvedType]?.[0]?.index;
	return {
		selectionId,
		version,
		publishedAt: publication.published_at.toISOString(),
		url: `/data/${selectionId}/v${version}/`,
		zip: `/data/${selectionId}/v${version}.zip`,
		manifestSha256: publication.manifest_digest.toString('hex'),
		entryIndex,
		...(superseded ? { supersededBy: version + 1 } : {}),
		...(authority === null || reason === null ? {} : { correction: { authority, reason } }),
		...(approvedAt === null || approvalIndex === undefined
			? {}
			: { approval: { at: approvedAt.toISOString(), entryIndex: approvalIndex } }),
	};
}

/** `/data/index.json`: every version of every selection, newest first. */
export function indexJson(published: readonly Publication[]): Uint8Array {
	const lines = published.map((publication) => {
		const version = toPublishedVersion(publication, published);
		return {
			selection: version.selectionId,
			version: version.version,
			url: version.url,
			zip: version.zip,
			manifestSha256: version.manifestSha256,
			publishedAt: version.publishedAt,
			supersededBy: version.supersededBy ?? null,
			log: publication.log?.url ?? '',
		};
	});
	return new TextEncoder().encode(`${JSON.stringify(lines, null, 2)}\n`);
}
