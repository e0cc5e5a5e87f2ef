import '../../applications/contract.ts';
