import { createSha256, sha256, type CreateSha256, type LogReader } from '@terang/ledger';
import { checkLogEntries } from './check-log-entries.ts';
import { checkProof, type Anchor, type ProofPorts } from './check-proof.ts';
import { compareSite, type SiteRow } from './compare-site.ts';
import { readBundle } from './read-files.ts';
import { recompute, type RecomputePorts } from './recompute.ts';
import type { BundleSource } from './source.ts';
import { Findings, type Verdict } from './verdict.ts';

/** Where a check stands, for a progress bar: four steps, in this order. */
export type VerifyStep = 'files' | 'proof' | 'rank' | 'compare';

export interface VerifyOptions {
	readonly anchor: Anchor;
	/** Rows as the pages' interface gives them, in the order of `results.csv`. */
	readonly siteRows?: () => AsyncIterable<SiteRow>;
	/** The live log: then the entries that the manifest names are read from it too. */
	readonly log?: LogReader;
	readonly sha256?: ProofPorts['sha256'];
	readonly createSha256?: CreateSha256;
	readonly verifyEd25519?: ProofPorts['verifyEd25519'];
	readonly step?: (step: VerifyStep) => void | Promise<void>;
	readonly progress?: RecomputePorts['progress'];
	readonly cancelled?: () => boolean;
}

export type Verification =
	{ readonly kind: 'checked'; readonly verdict: Verdict } | { readonly kind: 'cancelled' };

/**
 * Checks a published bundle: manifest → files → proof → checkpoint and cosignatures → recompute →
 * compare bytes; with a site also the rows its pages show. Steps that can still be done are done
 * after one has failed, so that one visit names everything.
 *
 * It proves that these inputs lead to this result under these rules, and that the log carries
 * exactly this publication. It cannot prove that a mark was honest before it was recorded.
 */
export async function verifyBundle(
	source: BundleSource,
	options: VerifyOptions,
): Promise<Verification> {
	const findings = new Findings();
	const ports = {
		sha256: options.sha256 ?? sha256,
		createSha256: options.createSha256 ?? createSha256,
	};
	await options.step?.('files');
	const content = await readBundle(source, ports.sha256, findings);
	if (content === undefined) return done(findings, options.anchor);

	await options.step?.('proof');
	checkProof(content, options.anchor, withVerify(ports, options), findings);

	if (options.log !== undefined) {
		await checkLogEntries(content, options.log, ports.sha256, findings);
	}

	await options.step?.('rank');
	const { progress, cancelled } = options;
	const outcome = recompute(
		content,
		{
			...ports,
			...(progress === undefined ? {} : { progress }),
			...(cancelled === undefined ? {} : { cancelled }),
		},
		findings,
	);
	if (outcome === 'cancelled') return { kind: 'cancelled' };

	await options.step?.('compare');
	const results = content.files.get('results.csv');
	if (options.siteRows !== undefined && results !== undefined) {
		await compareSite(results, options.siteRows(), findings);
	}
	return done(findings, options.anchor);
}

function withVerify(ports: { sha256: ProofPorts['sha256'] }, options: VerifyOptions): ProofPorts {
	const { verifyEd25519 } = options;
	return { sha256: ports.sha256, ...(verifyEd25519 === undefined ? {} : { verifyEd25519 }) };
}

function done(findings: Findings, anchor: Anchor): Verification {
	return { kind: 'checked', verdict: findings.verdict(anchor.kind) };
}
