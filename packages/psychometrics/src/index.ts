export * from './data/index.ts';
export * from './distributions/index.ts';
export * from './irt/index.ts';
