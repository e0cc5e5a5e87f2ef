export {
	betaLogLowerTail,
	betaLogUpperTail,
	betaLowerTail,
	betaUpperTail,
	binomialLogUpperTail,
	binomialUpperTail,
	fLogUpperTail,
	fUpperTail,
	logBeta,
	tLogUpperTail,
	tTwoSided,
	tUpperTail,
} from './beta.ts';
export {
	chiSquareLogUpperTail,
	chiSquareUpperTail,
	logChoose,
	logFactorial,
	logGamma,
} from './gamma.ts';
export {
	generalisedBinomial,
	generalisedBinomialLogUpperTails,
	generalisedBinomialUpperTails,
} from './generalised-binomial.ts';
export {
	normalDensity,
	normalLogUpperTail,
	normalTwoSided,
	normalUpperQuantile,
	normalUpperTail,
} from './normal.ts';
export {
	betaLowerQuantile,
	chiSquareUpperQuantile,
	fUpperQuantile,
	tUpperQuantile,
} from './quantiles.ts';
