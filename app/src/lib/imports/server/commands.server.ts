import { sql, type Transaction } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { ImportScope, TakenFile } from '../../platform/tables/kind.ts';
import { type ColumnMapping, mappingFaults } from '../../platform/tables/mapping.ts';
import type { ImportOutcome, ImportPermission, ImportsApi } from '../contract.ts';
import { actionOf, cancellable, kindsRestingOn, type StoredState } from '../domain/states.ts';
import type { Kind } from './check.server.ts';
import { removeFaults } from './faults.store.server.ts';
import { findFile } from './imports.store.server.ts';
import { forgetTries, isGivenUp } from './tries.store.server.ts';
import type { Db, ImportFile, ImportsTables } from './imports.tables.server.ts';

export interface CommandDeps {
	readonly clock: Clock;
	readonly kinds: readonly Kind[];
	/** Whether a command failed because the public log takes no entries now. */
	readonly isLogStopped: (error: unknown) => boolean;
}

type Commands = Pick<ImportsApi, 'setMapping' | 'tryAgain' | 'apply' | 'cancel' | 'undo'>;

const done: ImportOutcome = { kind: 'done' };
const refused = (code: Extract<ImportOutcome, { kind: 'refused' }>['code']): ImportOutcome => ({
	kind: 'refused',
	code,
});

export function createCommands(db: Db, deps: CommandDeps, wake: () => void): Commands {
	/** The file is held until the command is through: of two at once, the second finds it moved. */
	function moving(
		permission: ImportPermission,
		id: number,
		from: readonly StoredState[],
		move: (trx: Transaction<ImportsTables>, file: ImportFile) => Promise<ImportOutcome>,
	): Promise<ImportOutcome> {
		const moved = db.transaction().execute(async (trx) => {
			const file = await findFile(trx, permission, id);
			if (file === undefined || permission.action !== actionOf(file.kind)) {
				return refused('imports.unknown');
			}
			const held = await trx
				.selectFrom('imports.file')
				.selectAll()
				.where('id', '=', file.id)
				.forUpdate()
				.executeTakeFirstOrThrow();
			return from.includes(held.state) ? move(trx, held) : refused('imports.not_in_this_state');
		});
		return moved.catch((error: unknown) => {
			if (deps.isLogStopped(error)) return refused('imports.log_stopped');
			throw error;
		});
	}
	return {
		async setMapping(permission, id, mapping) {
			const outcome = await moving(permission, id, ['mapping', 'faulty'], (trx, file) =>
				settleMapping(trx, deps, file, mapping),
			);
			if (outcome.kind === 'done') wake();
			return outcome;
		},
		async tryAgain(permission, id) {
			const outcome = await moving(permission, id, ['checking'], async (trx, file) => {
				if (!(await isGivenUp(trx, file.id))) return refused('imports.not_in_this_state');
				await forgetTries(trx, file.id);
				return done;
			});
			if (outcome.kind === 'done') wake();
			return outcome;
		},
		async apply(permission, id) {
			const outcome = await moving(permission, id, ['ready'], (trx, file) =>
				applyFile(trx, deps, file, permission.actor.personId),
			);
			// A file that waits again is read, or one in effect is no longer kept.
			wake();
			return outcome;
		},
		async cancel(permission, id) {
			// One that is being read holds the file; it looks for this between two pieces.
			const file = await findFile(db, permission, id);
			if (file === undefined || permission.action !== actionOf(file.kind)) {
				return refused('imports.unknown');
			}
			await db
				.updateTable('imports.progress')
				.set({ cancel_asked: true })
				.where('import_id', '=', file.id)
				.execute();
			return moving(permission, id, [...cancellable, 'cancelled'], async (trx, held) => {
				if (held.state === 'cancelled') return done;
				await kindOf(deps, held.kind).discard(asPlain(trx), held.id);
				await removeFaults(trx, held.id);
				await update(trx, held.id, { state: 'cancelled' });
				return done;
			});
		},
		undo: (permission, id) =>
			moving(permission, id, ['applied'], async (trx, file) => {
				await holdScope(trx, file);
				if (await isRestedOn(trx, file)) return refused('imports.rested_on');
				const taken = takenFile(file, file.applied_by ?? '');
				if (!(await kindOf(deps, file.kind).undo(asPlain(trx), taken))) {
					return refused('imports.used');
				}
				await update(trx, file.id, { state: 'undone' });
				return done;
			}),
	};
}

async function applyFile(
	trx: Transaction<ImportsTables>,
	deps: CommandDeps,
	file: ImportFile,
	personId: string,
): Promise<ImportOutcome> {
	await holdScope(trx, file);
	const kind = kindOf(deps, file.kind);
	// Of files of before nothing is noted; the run judges them once more anyway.
	if (file.basis !== null && file.basis !== (await kind.basis(asPlain(trx), scopeOf(file)))) {
		await waitAgain(trx, file.id);
		return refused('imports.basis_moved');
	}
	await kind.apply(asPlain(trx), takenFile(file, personId));
	await update(trx, file.id, {
		state: 'applied',
		applied_by: personId,
		applied_at: deps.clock.now(),
	});
	return done;
}

async function waitAgain(trx: Transaction<ImportsTables>, id: number): Promise<void> {
	await update(trx, id, { state: 'checking' });
	await forgetTries(trx, id);
}

/** One file of a selection at a time comes into effect or goes: each is judged by the others. */
async function holdScope(trx: Transaction<ImportsTables>, file: ImportFile): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`imports/${file.scope_id}`}, 0))`.execute(
		trx,
	);
}

/** Files that came into effect since, and whose rows were judged by those of this one. */
async function isRestedOn(trx: Transaction<ImportsTables>, file: ImportFile): Promise<boolean> {
	const kinds = kindsRestingOn(file.kind);
	if (kinds.length === 0) return false;
	const later = await trx
		.selectFrom('imports.file')
		.select('id')
		.where('scope_id', '=', file.scope_id)
		.where('state', '=', 'applied')
		.where('kind', 'in', [...kinds])
		.where('applied_at', '>=', file.applied_at)
		.limit(1)
		.executeTakeFirst();
	return later !== undefined;
}

async function settleMapping(
	trx: Transaction<ImportsTables>,
	deps: CommandDeps,
	file: ImportFile,
	wanted: ColumnMapping,
): Promise<ImportOutcome> {
	const columns = await columnsOf(deps, file);
	const mapping = Object.fromEntries(
		Object.entries(wanted).filter(
			([name, source]) =>
				columns.some((column) => column.name === name) && file.header.includes(source),
		),
	);
	if (mappingFaults(file.header, columns, mapping).length > 0) {
		return refused('imports.mapping_incomplete');
	}
	const text = JSON.stringify(mapping);
	await trx
		.insertInto('imports.mapping')
		.values({ institution_id: file.institution_id, kind: file.kind, mapping: text })
		.onConflict((conflict) =>
			conflict.columns(['institution_id', 'kind']).doUpdateSet({ mapping: text }),
		)
		.execute();
	await removeFaults(trx, file.id);
	await trx.updateTable('imports.file').set({ mapping: text }).where('id', '=', file.id).execute();
	await waitAgain(trx, file.id);
	return done;
}

async function update(
	trx: Transaction<ImportsTables>,
	id: number,
	changes: Partial<Pick<ImportFile, 'state' | 'applied_by' | 'applied_at'>>,
): Promise<void> {
	await trx.updateTable('imports.file').set(changes).where('id', '=', id).execute();
}

/** Another capability's tables are its own; it gets the transaction without ours. */
function asPlain(trx: Transaction<ImportsTables>): Transaction<unknown> {
	return trx as unknown as Transaction<unknown>;
}

export function kindOf(deps: Pick<CommandDeps, 'kinds'>, name: string): Kind {
	const kind = deps.kinds.find((candidate) => candidate.name === name);
	if (kind === undefined) throw new Error(`no kind of import ${name}`);
	return kind;
}

export function columnsOf(deps: CommandDeps, file: ImportFile) {
	return kindOf(deps, file.kind).columns(scopeOf(file), file.header);
}

function scopeOf(file: ImportFile): ImportScope {
	return { institutionId: file.institution_id, id: file.scope_id };
}

function takenFile(file: ImportFile, appliedBy: string): TakenFile {
	return {
		importId: file.id,
		appliedBy,
		broughtBy: file.uploaded_by,
		scope: scopeOf(file),
		digest: file.digest,
		rows: file.rows,
		columns: Object.keys(file.mapping),
	};
}
