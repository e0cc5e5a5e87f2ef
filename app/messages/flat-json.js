/**
 * Reads `messages/<locale>.json`: one flat object, `{name}` marks a value passed in. The usual
 * format plugin is fetched from a network at build time, which a build of this project never does.
 */
const placeholder = /\{([a-zA-Z]+)\}/u;

/** Splitting on a capturing pattern alternates text and name, beginning with text. */
function patternOf(text) {
	return text
		.split(placeholder)
		.map((part, index) =>
			index % 2 === 0
				? { type: 'text', value: part }
				: { type: 'expression', arg: { type: 'variable-reference', name: part } },
		)
		.filter((part) => part.type !== 'text' || part.value !== '');
}

function inputsOf(text) {
	const names = text.split(placeholder).filter((_, index) => index % 2 === 1);
	return [...new Set(names)].map((name) => ({ type: 'input-variable', name }));
}

export default {
	key: 'terang.flatJson',

	toBeImportedFiles({ settings }) {
		return settings.locales.map((locale) => ({ locale, path: `./messages/${locale}.json` }));
	},

	importFiles({ files }) {
		const bundles = [];
		const messages = [];
		const variants = [];
		for (const { locale, content } of files) {
			const texts = JSON.parse(new TextDecoder().decode(content));
			for (const [id, text] of Object.entries(texts)) {
				bundles.push({ id, declarations: inputsOf(text) });
				messages.push({ bundleId: id, locale, selectors: [] });
				variants.push({
					messageBundleId: id,
					messageLocale: locale,
					matches: [],
					pattern: patternOf(text),
				});
			}
		}
		return { bundles, messages, variants };
	},
};
