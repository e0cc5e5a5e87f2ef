import '../../vacancies/contract.ts';
