/** Faults that happen before or outside the pages' own error page. No script, no style needed. */
const words: Readonly<Record<number, { id: string; en: string }>> = {
	400: { id: 'Permintaan tidak dapat dibaca.', en: 'The request could not be read.' },
	404: { id: 'Halaman tidak ditemukan.', en: 'Page not found.' },
	413: { id: 'Permintaan terlalu besar.', en: 'The request is too large.' },
	421: {
		id: 'Alamat ini tidak dilayani di sini.',
		en: 'This address is not served here.',
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

/** @param id made by `requestId`, so safe in HTML. */
export function errorPage(status: number, id: string): string {
	const text = words[status] ?? otherwise;
	return `<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${status} · Terang</title></head>
<body>
<main>
<h1>${text.id}</h1>
<p lang="en">${text.en}</p>
<p>Kode / code: <code>${id}</code></p>
<p><a href="/">Terang</a></p>
</main>
</body>
</html>
`;
}
