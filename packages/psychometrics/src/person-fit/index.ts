export { personFit, type FitMethod, type PersonFit, type PersonFitReport } from './person-fit.ts';
