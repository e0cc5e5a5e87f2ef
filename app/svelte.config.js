import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/**
 * The start command builds beside a running server and switches when the build is whole, so both
 * folders can be named from outside.
 *
 * @type {import('@sveltejs/kit').Config}
 */
export default {
	preprocess: vitePreprocess({ script: false }),
	compilerOptions: {
		// Rows become blocks on a phone, and some browsers drop table semantics with `display`: the roles
		// that look redundant keep a table a table.
		warningFilter: ({ code }) => code !== 'a11y_no_redundant_roles',
	},
	kit: {
		adapter: adapter({ out: process.env.KIT_OUT ?? 'build/kit', precompress: true }),
		outDir: process.env.KIT_WORK ?? '.svelte-kit',
		// Public pages carry no script of the framework, and no link to one either.
		output: { preloadStrategy: 'modulepreload', bundleStrategy: 'split' },
		version: { name: process.env.KIT_VERSION ?? 'dev' },
		typescript: { config: (config) => config },
	},
};
