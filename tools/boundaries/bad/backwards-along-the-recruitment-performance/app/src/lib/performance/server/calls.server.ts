import '../../voice/contract.ts';
