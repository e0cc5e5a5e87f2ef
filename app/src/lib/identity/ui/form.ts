/** What a person typed into a field; a file or nothing is an empty text. */
export function typed(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}
