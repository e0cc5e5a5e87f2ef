import '../../exams/contract.ts';
