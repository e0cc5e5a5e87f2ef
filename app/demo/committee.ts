import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type Action, type Actor, permit, type Permission } from '../src/lib/identity/contract.ts';
import type { Identity } from '../src/lib/identity/server/api.server.ts';
import type { ImportKindName } from '../src/lib/imports/contract.ts';
import type { Imports } from '../src/lib/imports/server/api.server.ts';
import type { ApprovalView, StaffOutcome } from '../src/lib/results/committee/contract.ts';
import type { Results } from '../src/lib/results/server/api.server.ts';

export interface DemoOffice {
	readonly results: Results;
	readonly imports: Imports;
	readonly identity: Pick<Identity, 'demoActor'>;
	readonly institutionId: string;
	readonly selectionId: string;
}

export interface DemoFile {
	readonly kind: ImportKindName;
	readonly name: string;
	readonly source: string;
	readonly text: string;
}

type Correction = { readonly authority: string; readonly reason: string };

const whileRunningMs = 50;

/**
 * The people of the demo's committee and its approving official, who do with the season what real
 * ones do with theirs, each by the permission of their role. Every step can be repeated.
 */
export class DemoCommittee {
	private readonly office: DemoOffice;
	private readonly preparer: Actor;
	private readonly official: Actor;

	private constructor(office: DemoOffice, preparer: Actor, official: Actor) {
		this.office = office;
		this.preparer = preparer;
		this.official = official;
	}

	static async of(office: DemoOffice): Promise<DemoCommittee> {
		const { identity, institutionId } = office;
		const preparer = await identity.demoActor(`panitia1@${institutionId}.contoh.id`);
		const official = await identity.demoActor(`ppk@${institutionId}.contoh.id`);
		return new DemoCommittee(office, preparer, official);
	}

	async setRules(document: string): Promise<void> {
		const { results, selectionId } = this.office;
		const permission = this.as(this.preparer, 'selection.prepare');
		const outcome = await results.committee.setRules(permission, selectionId, { document });
		if (outcome.kind === 'faulty' || outcome.kind === 'overtaken') {
			throw new Error(`the rules of ${selectionId} are ${outcome.kind}`);
		}
		done(outcome);
	}

	/** The same file again changes nothing. */
	async bring({ kind, name, source, text }: DemoFile): Promise<void> {
		const { imports, selectionId } = this.office;
		const action = kind === 'vacancies' ? 'vacancies.import' : 'participants.import';
		const permission = this.as(this.preparer, action);
		const content = Readable.from([Buffer.from(text)]);
		const upload = { kind, scopeId: selectionId, source, fileName: name, content };
		let id = await this.findWaiting(kind, text);
		if (id === undefined) {
			const taken = await imports.upload(permission, upload);
			if (taken.kind === 'refused') throw new Error(`${name} is refused: ${taken.code}`);
			({ id } = taken);
		}
		await imports.checkAll();
		const file = await imports.find(this.as(this.preparer, 'selection.read'), id);
		if (file?.state === 'unchanged') return;
		const applied = await imports.apply(permission, id);
		if (applied.kind === 'refused') throw new Error(`${name} is ${file?.state ?? 'unknown'}`);
	}

	/** The same file, handed in before the process ended in the middle of it. */
	private async findWaiting(kind: ImportKindName, text: string): Promise<number | undefined> {
		const digest = createHash('sha256').update(text).digest('hex');
		const { files } = await this.office.imports.list(this.as(this.preparer, 'selection.read'));
		return files.find(
			(file) =>
				file.kind === kind &&
				file.digest === digest &&
				(file.state === 'checking' || file.state === 'ready'),
		)?.id;
	}

	/** Runs, asks, computes again, approves, and waits until everybody can see the version. */
	async publish(version: number, correction?: Correction): Promise<void> {
		const { committee } = this.office.results;
		const open = (await this.findApproval(version)) ?? (await this.ask(version, correction));
		if (open.state === 'open') {
			const permission = this.as(this.official, 'publication.approve');
			const computed = (await committee.recompute(permission, open.id)) ?? '';
			done(await committee.approve(permission, open.id, computed));
		}
		for (;;) {
			await committee.resume();
			if ((await this.findApproval(version))?.published === true) return;
			await pause(whileRunningMs);
		}
	}

	private async ask(version: number, correction?: Correction): Promise<ApprovalView> {
		const { committee } = this.office.results;
		const runId = await this.run();
		done(await committee.askApproval(this.as(this.preparer, 'publication.ask'), runId, correction));
		const asked = await this.findApproval(version);
		if (asked === undefined) throw new Error(`the demo did not ask for version ${version}`);
		return asked;
	}

	private async findApproval(version: number): Promise<ApprovalView | undefined> {
		const { results, institutionId, selectionId } = this.office;
		const approvals = await results.committee.approvals([institutionId]);
		return approvals.find(
			(one) =>
				one.selectionId === selectionId && one.version === version && one.state !== 'returned',
		);
	}

	private async run(): Promise<number> {
		const { results, selectionId } = this.office;
		const { committee } = results;
		const started = await committee.startRun(this.as(this.preparer, 'ranking.run'), selectionId);
		const read = this.as(this.preparer, 'selection.read');
		for (;;) {
			await committee.resume();
			const [newest] = (await committee.selection(read, selectionId))?.runs ?? [];
			if (newest?.state === 'refused' || newest?.state === 'failed') {
				throw new Error(`the demo selection is ${newest.state}`);
			}
			// One that a crash interrupted has ended; it may rest on less than what is in effect now.
			if (newest?.state === 'done' && started.kind === 'done') return newest.id;
			if (newest?.state === 'done') return this.run();
			await pause(whileRunningMs);
		}
	}

	private as<A extends Action>(actor: Actor, action: A): Permission<A> {
		const asked = permit(actor, action, { institutionId: this.office.institutionId });
		if (!asked.ok) throw new Error(`the demo may not ${action}: ${asked.code}`);
		return asked;
	}
}

function done(outcome: StaffOutcome): void {
	if (outcome.kind === 'refused') throw new Error(`the demo is refused: ${outcome.code}`);
}
