import './fake.test.ts';
