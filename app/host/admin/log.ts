import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
	type LogPlaces,
	openTiles,
	replaceLog,
	resumeLog,
	type Resumption,
	type ShownHead,
} from '../../src/lib/ledger/server/api.server.ts';
import { systemClock } from '../../src/lib/platform/clock.ts';
import { tilesPlace } from '../data-folder.ts';
import { startSentences } from '../sentences.ts';
import type { Command, CommandContext } from './command.ts';
import { type Installation, openInstallation, type Settled } from './installation.ts';

/** What to do with a log that was restored: show it the world's head, or start a new one. */
export const log: Command = {
	usage: 'log resume --head <url|file> | log new-key',
	summary: {
		id: 'mengizinkan catatan yang dikembalikan menanda tangani lagi, atau memulai catatan baru',
		en: 'lets a restored log sign again, or starts a new one',
	},
	run: async (args, context) => {
		const [word, flag, head, ...rest] = args;
		if (word === 'resume' && flag === '--head' && head !== undefined && rest.length === 0) {
			return withInstallation(context, (installation) => resume(installation, head, context));
		}
		if (word === 'new-key' && flag === undefined) {
			return withInstallation(context, (installation) => startAnew(installation, context));
		}
		context.complain(`npm run admin -- ${log.usage}`);
		return 64;
	},
};

export function logPlaces({ config, places }: Settled): LogPlaces {
	return {
		tiles: openTiles(tilesPlace(config, places)),
		keysDir: places.keys,
		...(config.logKey === undefined ? {} : { logKey: config.logKey }),
	};
}

async function withInstallation(
	context: CommandContext,
	act: (installation: Installation) => Promise<number>,
): Promise<number> {
	const installation = await openInstallation(context.settled, context.closing, {
		exclusive: true,
	});
	if (installation.ok) return act(installation);
	for (const line of startSentences(installation, context.language)) context.complain(line);
	return 69;
}

async function resume(
	installation: Installation,
	head: string,
	{ language, say, complain }: CommandContext,
): Promise<number> {
	const shown = await readHead(head);
	if (shown === undefined) {
		complain(language === 'id' ? `${head} tidak terbaca.` : `${head} cannot be read.`);
		return 2;
	}
	const places = logPlaces(installation);
	const resumed = await resumeLog(installation.owner.database, places, shown, systemClock.now());
	if (!resumed.ok) {
		complain(resumeSentences[resumed.code][language](resumed));
		return 1;
	}
	say(
		language === 'id'
			? `Catatan menanda tangani lagi dari ukuran ${resumed.size}; ${resumed.readBack} entri dibaca kembali ke basis data.`
			: `The log signs again from size ${resumed.size}; ${resumed.readBack} entries were read back into the database.`,
	);
	return 0;
}

const httpMs = 30_000;

/** A checkpoint, or the prefix or folder of a log, which also serves the entries behind its head. */
async function readHead(head: string): Promise<ShownHead | undefined> {
	const read = /^https?:\/\//u.test(head) ? fetchBelow(head) : readBelow(head);
	const whole = await read('checkpoint');
	if (whole !== undefined) return { checkpoint: whole, read };
	const single = await read('');
	return single === undefined ? undefined : { checkpoint: single };
}

function fetchBelow(prefix: string): NonNullable<ShownHead['read']> {
	return async (name) => {
		const url = name === '' ? prefix : `${prefix.replace(/\/$/u, '')}/${name}`;
		try {
			const response = await fetch(url, { signal: AbortSignal.timeout(httpMs) });
			return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
		} catch {
			return undefined;
		}
	};
}

function readBelow(prefix: string): NonNullable<ShownHead['read']> {
	return async (name) => {
		const file = path.resolve(prefix, name);
		try {
			return (await stat(file)).isFile() ? new Uint8Array(await readFile(file)) : undefined;
		} catch {
			return undefined;
		}
	};
}

async function startAnew(
	installation: Installation,
	{ language, say, complain }: CommandContext,
): Promise<number> {
	const places = logPlaces(installation);
	const made = await replaceLog(installation.owner.database, places, systemClock.now());
	if (made === undefined) {
		complain(resumeSentences['ledger.no_log'][language]({}));
		return 2;
	}
	say(`url=/log/${made.slug}/`);
	say(`origin=${made.origin}`);
	say(`vkey=${made.vkey}`);
	return 0;
}

type Refusal = (Resumption & { readonly ok: false })['code'];
type Sizes = { readonly shown?: number; readonly held?: number };

const resumeSentences: Readonly<
	Record<Refusal, Readonly<Record<'id' | 'en', (sizes: Sizes) => string>>>
> = {
	'ledger.no_log': {
		id: () => 'Belum ada catatan publik di pemasangan ini.',
		en: () => 'This installation has no public log yet.',
	},
	'ledger.log_ended': {
		id: () =>
			'Catatan ini sudah ditutup dan dilanjutkan oleh catatan lain; basis data ini berasal dari sebelum itu. Pulihkan cadangan yang lebih baru, atau jalankan log new-key.',
		en: () =>
			'This log was closed and another one goes on from it; this database is from before that. Restore a newer backup, or run log new-key.',
	},
	'ledger.head_not_of_this_log': {
		id: () => 'Kepala yang ditunjukkan tidak ditandatangani oleh kunci catatan ini.',
		en: () => 'The head shown is not signed by the key of this log.',
	},
	'ledger.head_not_current': {
		id: ({ shown, held }) =>
			`Kepala yang ditunjukkan (ukuran ${shown ?? 0}) lebih lama daripada catatan di sini (${held ?? 0}).`,
		en: ({ shown, held }) =>
			`The head shown (size ${shown ?? 0}) is older than the log in place (${held ?? 0}).`,
	},
	'ledger.head_forked': {
		id: () =>
			'Kepala yang ditunjukkan bukan kelanjutan catatan di sini: simpan keduanya sebagai bukti.',
		en: () => 'The head shown does not extend the log in place: keep both as evidence.',
	},
	'ledger.entries_missing': {
		id: ({ shown, held }) =>
			`Entri ${held ?? 0} sampai ${shown ?? 0} tidak ada di sini: tunjukkan alamat catatan atau cerminnya, bukan hanya kepalanya.`,
		en: ({ shown, held }) =>
			`Entries ${held ?? 0} to ${shown ?? 0} are missing here: give the address of the log or a mirror, not only its head.`,
	},
	'ledger.row_conflict': {
		id: () =>
			'Basis data ini memutuskan hal lain daripada yang tercatat: bukan basis data dari catatan ini.',
		en: () => 'This database decided otherwise than the log says: it is not the one of this log.',
	},
};
