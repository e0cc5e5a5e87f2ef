/** What a person reads where no page can be made. */
interface Said {
	readonly lang: 'id' | 'en';
	readonly title: string;
	readonly text: string;
	/** Where to go from here. */
	readonly home: { readonly address: string; readonly name: string };
}

const words: Readonly<Record<number, { id: string; en: string }>> = {
	400: { id: 'Permintaan tidak dapat dibaca.', en: 'The request could not be read.' },
	403: {
		id: 'Permintaan ini ditolak; tidak ada yang berubah.',
		en: 'This request was refused; nothing was changed.',
	},
	404: { id: 'Halaman tidak ditemukan.', en: 'Page not found.' },
	405: {
		id: 'Alamat ini tidak menerima permintaan seperti itu.',
		en: 'This address takes no such request.',
	},
	413: { id: 'Permintaan terlalu besar.', en: 'The request is too large.' },
	415: {
		id: 'Bentuk kiriman ini tidak dikenal.',
		en: 'This kind of content is not known here.',
	},
	421: {
		id: 'Alamat ini tidak dilayani di sini.',
		en: 'This address is not served here.',
	},
	501: {
		id: 'Cara meminta ini tidak dikenal di sini.',
		en: 'This method of asking is not known here.',
	},
	503: {
		id: 'Terang sedang disiapkan. Coba lagi sebentar.',
		en: 'Terang is being prepared. Please try again in a moment.',
	},
};

const otherwise = {
	id: 'Terjadi gangguan di pihak kami. Coba lagi; bila tetap terjadi, sebutkan kode ini.',
	en: 'Something went wrong on our side. Please try again; if it persists, quote this code.',
};

/**
 * Faults that happen before or outside the pages' own error page: no script, and readable where the
 * one style is not served yet.
 * @param id made by the host for the request, so safe in HTML.
 * @param said our own words in one language; without them both languages say what the status means
 */
export function errorPage(status: number, id: string, said?: Said): string {
	const { id: indonesian, en } = words[status] ?? otherwise;
	const [lang, title, text] =
		said === undefined
			? ['id', indonesian, `<p lang="en">${en}</p>`]
			: [said.lang, said.title, `<p>${said.text}</p>\n${onward(said)}`];
	return `<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} – Terang</title><link rel="stylesheet" href="/galat.css"></head>
<body>
<main>
<p class="brand"><a href="/">Terang</a></p>
<h1>${title}</h1>
${text}
<p class="soft">Kode / code: <code>${id}</code></p>
</main>
</body>
</html>
`;
}

function onward({ home: { address, name } }: Said): string {
	return `<p class="onward"><a href="${address}">${name}</a></p>`;
}

/** A program asks for JSON by name; a browser that opens an address asks for a page. */
export function prefersJson(accept: string | undefined | null): boolean {
	return /\bapplication\/json\b/iu.test(accept ?? '') && !/\btext\/html\b/iu.test(accept ?? '');
}
