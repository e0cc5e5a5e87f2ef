import '../../appeals/contract.ts';
