import '../../assessments/contract.ts';
