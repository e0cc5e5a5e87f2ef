import { defineConfig } from 'vitest/config';

const exclude = [
	'**/node_modules/**',
	'**/build/**',
	'**/.svelte-kit/**',
	'e2e/**',
	'tools/boundaries/bad/**',
];

/** Two projects: pure tests run wide, those with a database or processes run one file at a time. */
export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['**/*.test.ts'],
					exclude: [...exclude, '**/*.int.test.ts'],
				},
			},
			{
				test: {
					name: 'integration',
					include: ['**/*.int.test.ts'],
					exclude,
					fileParallelism: false,
					// Bounds on hanging: several databases on a slow disk take their time.
					testTimeout: 300_000,
					hookTimeout: 300_000,
				},
			},
		],
	},
});
