import { statfsSync } from 'node:fs';
import { sql } from 'kysely';
import { migrations, tableAccess } from '../../migrations/index.ts';
import { describeConfig } from '../../src/lib/platform/config.server.ts';
import { appliedMigrations } from '../../src/lib/platform/migrate.server.ts';
import { changeableEvidence } from '../../src/lib/platform/roles.server.ts';
import { startSentences } from '../sentences.ts';
import type { Command, CommandContext } from './command.ts';
import { type Installation, openInstallation } from './installation.ts';

/** Prints every setting, secrets masked, and looks at what a start would need. */
export const doctor: Command = {
	usage: 'doctor',
	summary: {
		id: 'menampilkan pengaturan dan memeriksa pemasangan',
		en: 'prints the settings and examines the installation',
	},
	run: async (_args, context) => {
		const { settled, closing, language, say, complain } = context;
		for (const { name, value } of describeConfig(settled.config)) say(`${name}=${value}`);
		say(`node=${process.versions.node}`);
		const installation = await openInstallation(settled, closing, { exclusive: false });
		if (!installation.ok) {
			for (const sentence of startSentences(installation, language)) complain(sentence);
			return 69;
		}
		return (await examine(installation, context)) ? 0 : 1;
	},
};

async function examine(installation: Installation, { say }: CommandContext): Promise<boolean> {
	const { owner, config, running } = installation;
	const found = await sql<{ version: string }>`
		SELECT current_setting('server_version') AS version`.execute(owner.database);
	const applied = await appliedMigrations(owner.database);
	const known = Object.keys(migrations);
	const missing = known.filter((name) => !applied.includes(name));
	const newer = applied.filter((name) => !known.includes(name));
	say(`running=${running ? 'yes' : 'no'}`);
	say(`postgresql=${found.rows[0]?.version ?? ''}`);
	say(`migrations=${applied.length} applied, ${missing.length} to come, ${newer.length} unknown`);
	say(`evidence=${await evidence(installation)}`);
	const { bavail, bsize } = statfsSync(config.dataDir);
	const freeMb = Math.floor((bavail * bsize) / 1_048_576);
	say(`free_space=${freeMb} MB`);
	return newer.length === 0 && freeMb > 100;
}

/** Of an external database, whether its application role could rewrite what was recorded. */
async function evidence({ config, owner }: Installation): Promise<string> {
	if (config.databaseUrl === undefined) return 'append-only for the application';
	if (config.databaseMigratorUrl === undefined) {
		const open = await changeableEvidence(owner.database, tableAccess);
		return open.length > 0 ? `changeable: ${open.join(', ')}` : 'append-only for the application';
	}
	return 'checked at every start in production mode';
}
