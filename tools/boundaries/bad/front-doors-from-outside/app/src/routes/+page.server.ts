import '$lib/vacancies/server/vacancies.store.server.ts';
