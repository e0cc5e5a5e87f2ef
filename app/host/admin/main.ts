import { dataFolder, describeConfig, readConfig } from '../../src/lib/platform/config.server.ts';
import { readFolderFacts } from '../data-folder.ts';
import { startSentences, terminalLanguage } from '../sentences.ts';

const language = terminalLanguage(process.env);
const folder = readFolderFacts(dataFolder(process.env, process.cwd()));
if (!folder.ok) {
	process.stderr.write(`${startSentences(folder, language).join('\n')}\n`);
	process.exit(2);
}
const reading = readConfig(process.env, folder.facts, process.cwd());
if (!reading.ok) {
	const failure = { ok: false, code: 'host.settings', faults: reading.faults } as const;
	process.stderr.write(`${startSentences(failure, language).join('\n')}\n`);
	process.exit(2);
}
for (const { name, value } of describeConfig(reading.config)) {
	process.stdout.write(`${name}=${value}\n`);
}
