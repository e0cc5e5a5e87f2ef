import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
	auditLog,
	createLogReader,
	parsePolicy,
	parseVkey,
	policyHolds,
	type Audit,
	type FetchFile,
	type Policy,
} from '@terang/ledger';
import { flag, text, type Invocation } from '../commands.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { FileProblem, fileProblem, readWhole } from '../files.ts';
import { fetchBytes } from '../http.ts';
import { nodeSha256, nodeVerifyEd25519 } from '../node-ports.ts';
import type { Reporter } from '../worker-messages.ts';

type Anchor = 'log' | 'key' | 'policy';

/** `terang log verify`: the whole tree, every entry's form, gapless streams, signatures. */
export async function runLogVerify(invocation: Invocation, reporter: Reporter): Promise<ExitCode> {
	const fetch = filesOf(invocation.positionals[0] ?? '');
	const { anchor, vkey, policy } = await trustOf(invocation, fetch);
	const reader = createLogReader({
		fetch,
		sha256: nodeSha256,
		verify: nodeVerifyEd25519,
		...(vkey === undefined ? {} : { vkey }),
	});
	const audit = await auditLog(reader, {
		sha256: nodeSha256,
		progress: ({ done, total }) => reporter.progress(`${done}/${total}`),
	});
	const quorum = policy === undefined ? undefined : quorumFinding(audit, policy);
	const findings = quorum === undefined ? audit.findings : [quorum, ...audit.findings];
	const holds = findings.length === 0;
	if (flag(invocation, 'json')) {
		const { checkpoint, entries, streams } = audit;
		const head = checkpoint && {
			origin: checkpoint.origin,
			size: checkpoint.size,
			root: Buffer.from(checkpoint.root).toString('base64'),
		};
		reporter.out(`${JSON.stringify({ holds, anchor, head, entries, streams, findings })}\n`);
	} else {
		reporter.out(`${sentence(audit, holds, findings.length, text(invocation, 'lang') === 'en')}\n`);
		for (const { code, where, expected, found } of findings) {
			const detail = expected === undefined ? '' : `: expected ${expected}, found ${found ?? '–'}`;
			reporter.err(`${where}: ${code}${detail}\n`);
		}
	}
	return holds ? exitCodes.ok : exitCodes.doesNotHold;
}

function filesOf(named: string): FetchFile {
	if (/^https?:\/\//.test(named)) {
		const base = new URL(named.endsWith('/') ? named : `${named}/`);
		return (file) => fetchBytes(new URL(file, base));
	}
	try {
		if (!statSync(named).isDirectory()) throw new FileProblem(`${named}: is not a folder`);
	} catch (error) {
		throw error instanceof FileProblem ? error : fileProblem(named, error);
	}
	return (file) => {
		try {
			return Promise.resolve(readFileSync(path.join(named, file)));
		} catch (error) {
			const code = error instanceof Error && 'code' in error ? error.code : undefined;
			if (code === 'ENOENT' || code === 'ENOTDIR') return Promise.resolve(undefined);
			throw fileProblem(path.join(named, file), error);
		}
	};
}

interface Trusted {
	readonly anchor: Anchor;
	readonly vkey?: string;
	readonly policy?: Policy;
}

async function trustOf(invocation: Invocation, fetch: FetchFile): Promise<Trusted> {
	const vkey = text(invocation, 'log-key');
	if (vkey !== undefined) return { anchor: 'key', vkey: checkedKey(vkey, '--log-key') };
	const file = text(invocation, 'policy');
	if (file !== undefined) {
		const parsed = parsePolicy(new TextDecoder().decode(readWhole(file)));
		if (!parsed.ok) throw new FileProblem(`${file}:${parsed.where ?? ''}: ${parsed.code}`);
		return { anchor: 'policy', policy: parsed.policy };
	}
	const own = await fetch('vkey');
	if (own === undefined) throw new FileProblem('vkey: the log serves none; give --log-key');
	return { anchor: 'log', vkey: checkedKey(new TextDecoder().decode(own).trim(), 'vkey') };
}

function checkedKey(vkey: string, where: string): string {
	const parsed = parseVkey(vkey);
	if (!parsed.ok) throw new FileProblem(`${where}: ${parsed.code}`);
	return vkey;
}

function quorumFinding(audit: Audit, policy: Policy): Audit['findings'][number] | undefined {
	if (audit.checkpoint === undefined) return undefined;
	const held = policyHolds(policy, audit.checkpoint, nodeVerifyEd25519);
	return held.ok ? undefined : { code: held.code, where: 'checkpoint' };
}

function sentence(audit: Audit, holds: boolean, findings: number, english: boolean): string {
	const size = audit.checkpoint?.size ?? 0;
	if (english) {
		return holds
			? `Holds: ${size} entries in ${audit.streams} streams, none missing, none changed.`
			: `Does not hold: ${findings} ${findings === 1 ? 'finding' : 'findings'}.`;
	}
	return holds
		? `Terbukti: ${size} entri dalam ${audit.streams} aliran, tidak ada yang hilang atau diubah.`
		: `Tidak cocok: ${findings} temuan.`;
}
