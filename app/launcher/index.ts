export type { LaunchCode, LaunchFailure } from './failure.ts';
export {
	launchDatabase,
	type Connection,
	type LaunchOptions,
	type LaunchOutcome,
	type Running,
} from './launch.ts';
export { lockDataFolder, type DataFolderLock } from './lock.ts';
export { launchSentence } from './sentences.ts';
