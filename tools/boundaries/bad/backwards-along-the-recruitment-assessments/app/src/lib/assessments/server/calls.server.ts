import '../../results/contract.ts';
