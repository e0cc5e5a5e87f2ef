import { error } from '@sveltejs/kit';

/**
 * The form that a browser sent. What cannot be read is refused before anything is decided from half
 * of it; a zero byte is in no text that a keyboard makes, and the database takes none.
 */
export async function formOf(request: Request): Promise<FormData> {
	const form = await request.formData().catch((fault: unknown) => {
		const { status } = fault as { readonly status?: unknown };
		return status === 413 ? error(413, 'http.form_too_large') : error(400, 'http.form_unreadable');
	});
	for (const value of form.values()) {
		if (typeof value === 'string' && value.includes('\0')) error(400, 'http.form_unreadable');
	}
	return form;
}

/** What a person typed into a field; a file or nothing is an empty text. */
export function typed(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}

/** The number of a row, as an address or a form names it; 0, which no row has, for anything else. */
export function idFrom(text: string): number {
	return /^[1-9]\d{0,14}$/u.test(text) ? Number(text) : 0;
}
