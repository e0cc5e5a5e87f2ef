import '../../outreach/contract.ts';
