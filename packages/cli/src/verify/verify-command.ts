import { verifyBundle, type Anchor, type Verdict } from '@terang/bundle';
import { createLogReader, type LogReader } from '@terang/ledger';
import { flag, text, type Invocation } from '../commands.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { readWhole } from '../files.ts';
import { fetchBytes } from '../http.ts';
import { nodeCreateSha256, nodeSha256, nodeVerifyEd25519 } from '../node-ports.ts';
import type { Reporter } from '../worker-messages.ts';
import { sentence } from './sentences.ts';
import { findTargets, type Target } from './target.ts';

/** `terang verify`: one sentence of verdict, or `--json`; findings one a line on stderr. */
export async function runVerify(invocation: Invocation, reporter: Reporter): Promise<ExitCode> {
	const trusted = trustOf(invocation);
	const targets = await findTargets(invocation.positionals[0] ?? '');
	const verdicts: { target: Target; verdict: Verdict }[] = [];
	for (const target of targets) {
		const outcome = await check(target, trusted ?? target.anchor, reporter);
		if (outcome === undefined) return exitCodes.cancelled;
		verdicts.push({ target, verdict: outcome });
	}
	if (flag(invocation, 'json')) {
		reporter.out(`${JSON.stringify(asJson(verdicts.map(({ verdict }) => verdict)))}\n`);
	} else {
		const lang = text(invocation, 'lang') === 'en' ? 'en' : 'id';
		for (const { target, verdict } of verdicts) {
			reporter.out(`${sentence(target.name, verdict, lang)}\n`);
			reportFindings(verdict, reporter);
		}
	}
	return verdicts.every(({ verdict }) => verdict.holds) ? exitCodes.ok : exitCodes.doesNotHold;
}

function trustOf(invocation: Invocation): Anchor | undefined {
	const vkey = text(invocation, 'log-key');
	if (vkey !== undefined) return { kind: 'key', vkey };
	const policy = text(invocation, 'policy');
	if (policy === undefined) return undefined;
	return { kind: 'policy', text: new TextDecoder().decode(readWhole(policy)) };
}

async function check(
	target: Target,
	anchor: Anchor,
	reporter: Reporter,
): Promise<Verdict | undefined> {
	const outcome = await verifyBundle(target.source, {
		anchor,
		sha256: nodeSha256,
		createSha256: nodeCreateSha256,
		verifyEd25519: nodeVerifyEd25519,
		...(target.siteRows === undefined ? {} : { siteRows: target.siteRows }),
		...(target.logUrl === undefined ? {} : { log: logAt(target.logUrl, anchor) }),
		step: (step) => reporter.progress(`${target.name}: ${step}`),
		progress: ({ phase, done, total }) =>
			reporter.progress(
				`${target.name}: ${phase} ${done}${total === undefined ? '' : `/${total}`}`,
			),
	});
	return outcome.kind === 'checked' ? outcome.verdict : undefined;
}

/** With a policy the quorum is judged on the proof's head; here the tree only has to carry the entries. */
function logAt(url: URL, anchor: Anchor): LogReader {
	const vkey = 'vkey' in anchor ? { vkey: anchor.vkey } : {};
	return createLogReader({
		fetch: (file) => fetchBytes(new URL(file, url)),
		sha256: nodeSha256,
		verify: nodeVerifyEd25519,
		...vkey,
	});
}

/** One verdict is answered as it is; a site with several selections as one that holds if all do. */
function asJson(verdicts: readonly Verdict[]) {
	const [only] = verdicts;
	if (verdicts.length === 1 && only !== undefined) return only;
	return {
		holds: verdicts.every(({ holds }) => holds),
		anchor: only?.anchor,
		findings: verdicts.flatMap(({ findings, checked }) =>
			findings.map((finding) => ({
				...finding,
				where: `${checked.selection ?? ''}/v${checked.version ?? ''}/${finding.where}`,
			})),
		),
		more: verdicts.reduce((sum, { more }) => sum + more, 0),
		checked: verdicts.map(({ checked }) => checked),
	};
}

function reportFindings(verdict: Verdict, reporter: Reporter): void {
	for (const { code, where, expected, found } of verdict.findings) {
		const detail =
			expected === '' && found === '' ? '' : `: expected ${expected || '–'}, found ${found || '–'}`;
		reporter.err(`${where}: ${code}${detail}\n`);
	}
	if (verdict.more > 0) reporter.err(`… ${verdict.more} more\n`);
}
