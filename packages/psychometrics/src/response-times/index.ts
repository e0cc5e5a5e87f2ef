export {
	calibrateTimes,
	type TimeCalibration,
	type TimeModel,
	type TimeOptions,
} from './lognormal.ts';
export {
	speedOf,
	speedShift,
	timeResiduals,
	type PersonTimes,
	type SpeedReport,
	type SpeedShift,
	type SpeedShiftReport,
} from './speed.ts';
export type { TimeMatrix, TimesRefusal } from './times.ts';
