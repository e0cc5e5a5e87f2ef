export { cholesky, invert, solveFactored, solveSymmetric } from './symmetric.ts';
