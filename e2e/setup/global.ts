import { startSite } from './server.ts';

/** Once for all journeys; the address reaches them through the environment. */
export default async function start(): Promise<() => Promise<void>> {
	if (process.env['E2E_BROWSER'] === '') return () => Promise.resolve();
	const given = process.env['E2E_URL'];
	if (given !== undefined) return () => Promise.resolve();
	const site = await startSite();
	process.env['E2E_URL'] = site.url;
	process.env['E2E_DATA'] = site.dataFolder;
	return () => site.stop();
}
