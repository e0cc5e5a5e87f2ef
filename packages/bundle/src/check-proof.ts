import {
	checkLogSignature,
	parseCheckpoint,
	parseEntry,
	parsePolicy,
	parseProof,
	parseVkey,
	policyHolds,
	toBase64Url,
	verifyProof,
	type LedgerCode,
	type LogProof,
	type Sha256,
	type Policy,
	type VerifierKey,
	type VerifyEd25519,
} from '@terang/ledger';
import { checkpointFile, proofFile } from './files.ts';
import type { BundleContent } from './read-files.ts';
import type { FindingCode, Findings } from './verdict.ts';

/** What the caller trusts: a key it holds, a policy, or only what the site says of itself. */
export type Anchor =
	| { readonly kind: 'key'; readonly vkey: string }
	| { readonly kind: 'policy'; readonly text: string }
	| { readonly kind: 'site'; readonly vkey: string }
	| { readonly kind: 'bundle' };

export interface ProofPorts {
	readonly sha256: Sha256;
	readonly verifyEd25519?: VerifyEd25519;
}

type Trust = { readonly vkey: VerifierKey } | { readonly policy: Policy };

const codes: Partial<Record<LedgerCode, FindingCode>> = {
	'ledger.signature_invalid': 'checkpoint_signature_invalid',
	'ledger.signature_missing': 'checkpoint_signature_invalid',
	'ledger.key_type_unsupported': 'log_key_malformed',
	'ledger.origin_mismatch': 'checkpoint_of_another_log',
	'ledger.quorum_missing': 'quorum_missing',
	'ledger.inclusion_failed': 'inclusion_fails',
};

/**
 * Step two: the entry `result.published` carries this manifest's digest, stands in the tree of a
 * checkpoint, and that checkpoint is signed (and cosigned, where a policy asks for it).
 */
export function checkProof(
	content: BundleContent,
	anchor: Anchor,
	ports: ProofPorts,
	findings: Findings,
): void {
	const trust = trustOf(content, anchor, findings);
	if (content.proof !== undefined) checkInclusion(content, content.proof, trust, ports, findings);
	if (content.checkpoint !== undefined && trust !== undefined) {
		checkHead(content.checkpoint, trust, ports, findings);
	}
}

function trustOf(content: BundleContent, anchor: Anchor, findings: Findings): Trust | undefined {
	if (anchor.kind === 'policy') {
		const parsed = parsePolicy(anchor.text);
		if (parsed.ok) return { policy: parsed.policy };
		findings.add('policy_malformed', `policy:${parsed.where ?? ''}`);
		return undefined;
	}
	const vkey = anchor.kind === 'bundle' ? content.manifest.log.vkey : anchor.vkey;
	const parsed = parseVkey(vkey);
	if (parsed.ok) return { vkey: parsed.key };
	findings.add('log_key_malformed', anchor.kind === 'bundle' ? 'manifest.json#/log/vkey' : 'key');
	return undefined;
}

function checkInclusion(
	content: BundleContent,
	bytes: Uint8Array,
	trust: Trust | undefined,
	ports: ProofPorts,
	findings: Findings,
): void {
	const parsed = parseProof(bytes);
	if (!parsed.ok) {
		findings.add('proof_malformed', proofFile);
		return;
	}
	const { proof } = parsed;
	const leaf = proof.extra;
	if (leaf === undefined || !isThisPublication(content, leaf, ports.sha256, findings)) return;
	if (trust === undefined) return;
	const verified = verifyProof(proof, leaf, trust, verifyPorts(ports));
	if (!verified.ok) {
		findings.add(codes[verified.code] ?? 'proof_malformed', proofFile, '', verified.where ?? '');
		return;
	}
	noteHead(proof, verified.verdict, findings);
	const { origin } = verified.verdict.checkpoint;
	if (origin !== content.manifest.log.origin) {
		findings.add('checkpoint_of_another_log', proofFile, content.manifest.log.origin, origin);
	}
}

function noteHead(
	proof: LogProof,
	verdict: { checkpoint: { origin: string; size: number }; cosigners: readonly { name: string }[] },
	findings: Findings,
): void {
	findings.know({
		entryIndex: proof.index,
		treeSize: verdict.checkpoint.size,
		origin: verdict.checkpoint.origin,
		cosigners: verdict.cosigners.map(({ name }) => name),
	});
}

/** The entry in the proof's `extra` line must say exactly this selection, version and manifest. */
function isThisPublication(
	content: BundleContent,
	leaf: Uint8Array,
	sha256: Sha256,
	findings: Findings,
): boolean {
	const parsed = parseEntry(leaf);
	if (!parsed.ok) {
		findings.add('entry_malformed', `${proofFile}#extra`, '', parsed.where ?? parsed.code);
		return false;
	}
	const { entry } = parsed;
	if (entry.t !== 'result.published') {
		findings.add(
			'entry_is_not_this_publication',
			`${proofFile}#extra`,
			'result.published',
			entry.t,
		);
		return false;
	}
	const { selection, version } = content.manifest;
	if (entry.p.selection !== selection || entry.p.version !== version) {
		findings.add(
			'entry_is_not_this_publication',
			`${proofFile}#extra`,
			`${selection} v${version}`,
			`${entry.p.selection} v${entry.p.version}`,
		);
		return false;
	}
	const digest = toBase64Url(sha256(content.manifestBytes));
	if (entry.p.manifest === digest) return true;
	findings.add('manifest_not_the_published_one', 'manifest.json', entry.p.manifest, digest);
	return false;
}

/** The bundle's own copy of a head: signed by the same log. */
function checkHead(bytes: Uint8Array, trust: Trust, ports: ProofPorts, findings: Findings): void {
	const parsed = parseCheckpoint(bytes);
	if (!parsed.ok) {
		findings.add('checkpoint_malformed', checkpointFile);
		return;
	}
	const held =
		'policy' in trust
			? policyHolds(trust.policy, parsed.checkpoint, ports.verifyEd25519)
			: checkLogSignature(parsed.checkpoint, trust.vkey, ports.verifyEd25519);
	if (!held.ok) {
		findings.add(codes[held.code] ?? 'checkpoint_malformed', checkpointFile, '', held.where ?? '');
	}
}

function verifyPorts(ports: ProofPorts) {
	return {
		sha256: ports.sha256,
		...(ports.verifyEd25519 === undefined ? {} : { verify: ports.verifyEd25519 }),
	};
}
