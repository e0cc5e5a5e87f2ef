export type { LaunchCode, LaunchFailure } from './failure.ts';
export { launchDatabase, type LaunchOptions, type LaunchOutcome, type Running } from './launch.ts';
export { lockDataFolder, type DataFolderLock } from './lock.ts';
export type { Connection } from './session.ts';
export { launchSentence } from './sentences.ts';
