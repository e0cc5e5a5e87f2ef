import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { serverFileSuffix } from './tools/lint/server-file-suffix.mjs';

/** Where the same bytes must come out of every engine: no clock, chance, locale or inexact maths. */
const exactFiles = [
	'packages/rules/src/**/*.ts',
	'packages/ledger/src/**/*.ts',
	'packages/bundle/src/**/*.ts',
	'app/src/lib/*/domain/**/*.ts',
	'app/src/lib/*/contract.ts',
];

const inexactMathematics = [
	'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'sqrt', 'cbrt', 'sin', 'cos', 'tan',
]; // prettier-ignore

const repeatableProperties = [
	{ object: 'Date', property: 'now', message: 'Time comes in through the clock port.' },
	{ object: 'Math', property: 'random', message: 'Chance comes in through the generator port.' },
	{ property: 'localeCompare', message: 'Legal order is the order of UTF-8 bytes.' },
	{ property: 'toLocaleString', message: 'Formatting has one module in the interface.' },
];

/**
 * Statistics live on floating-point mathematics; the same seed still gives the same report.
 * @type {import('eslint').Linter.RulesRecord}
 */
const repeatability = { 'no-restricted-properties': ['error', ...repeatableProperties] };

/** @type {import('eslint').Linter.RulesRecord} */
const exactness = {
	'no-restricted-properties': [
		'error',
		...repeatableProperties,
		...inexactMathematics.map((property) => ({
			object: 'Math',
			property,
			message: 'Not bit-exact across engines: use integers or rationals.',
		})),
	],
	'no-restricted-globals': ['error', { name: 'Intl', message: 'Differs between engines.' }],
	'no-restricted-syntax': [
		'error',
		{
			selector: "NewExpression[callee.name='Date'][arguments.length=0]",
			message: 'Time comes in through the clock port.',
		},
		{ selector: "BinaryExpression[operator='**']", message: 'Inexact for floats: multiply.' },
		{ selector: "AssignmentExpression[operator='**=']", message: 'Inexact for floats: multiply.' },
	],
};

export default tseslint.config(
	{
		ignores: [
			'**/node_modules/**',
			'**/build/**',
			'**/.build/**',
			'**/.svelte-kit/**',
			'app/src/lib/paraglide/**',
			'data/**',
			'tools/boundaries/bad/**',
		],
	},
	...tseslint.configs.strictTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.node },
			parserOptions: {
				projectService: true,
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte'],
			},
		},
		plugins: { terang: { rules: { 'server-file-suffix': serverFileSuffix } } },
		rules: {
			'terang/server-file-suffix': 'error',
			eqeqeq: 'error',
			'no-console': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: tseslint.parser },
			globals: { ...globals.browser },
		},
		rules: {
			// Public pages carry no script and keep ordinary links on purpose.
			'svelte/no-navigation-without-resolve': 'off',
		},
	},
	{ files: ['app/src/browser/**/*.ts'], languageOptions: { globals: { ...globals.browser } } },
	{ files: exactFiles, ignores: ['**/*.test.ts'], rules: exactness },
	{
		files: ['packages/psychometrics/src/**/*.ts'],
		ignores: ['**/*.test.ts'],
		rules: repeatability,
	},
	{
		// Columns are typed arrays: each read within bounds would otherwise need a dead branch.
		files: ['packages/{rules,psychometrics}/src/**/*.ts', 'packages/cli/src/items/**/*.ts'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
	},
	{
		files: ['tools/**', 'bench/**', 'packages/cli/**', 'app/host/**', 'e2e/**'],
		rules: { 'no-console': 'off' },
	},
	{
		files: ['**/*.test.ts', '**/*.spec.ts'],
		rules: {
			// A test may reach into a fixture that it has just made.
			'@typescript-eslint/no-non-null-assertion': 'off',
		},
	},
	{
		files: ['**/*.js', '**/*.mjs'],
		...tseslint.configs.disableTypeChecked,
	},
);
