import '../../development/contract.ts';
