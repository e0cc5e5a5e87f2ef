import '../../screening/contract.ts';
