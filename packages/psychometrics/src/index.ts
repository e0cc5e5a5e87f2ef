export * from './classical/index.ts';
export * from './data/index.ts';
export * from './dif/index.ts';
export * from './distributions/index.ts';
export * from './fairness/index.ts';
export * from './irt/index.ts';
export * from './multiple-testing/index.ts';
export * from './survey/index.ts';
