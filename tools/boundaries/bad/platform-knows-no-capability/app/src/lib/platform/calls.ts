import '../results/contract.ts';
