import '../../oversight/contract.ts';
