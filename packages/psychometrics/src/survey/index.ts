export {
	differenceInterval,
	meanInterval,
	wilsonInterval,
	type Interval,
	type IntervalOptions,
	type MeanOptions,
	type MeanRefusal,
	type Share,
} from './intervals.ts';
export type { CountRefusal } from './refusals.ts';
export {
	proportionTrend,
	seriesTrend,
	type ProportionTrend,
	type SeriesTrend,
	type TrendRefusal,
} from './trends.ts';
