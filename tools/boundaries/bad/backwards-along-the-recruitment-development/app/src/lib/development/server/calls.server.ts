import '../../performance/contract.ts';
