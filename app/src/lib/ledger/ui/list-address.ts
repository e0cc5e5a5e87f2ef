/** Address of a page of the log: kind of entry, and the entry before which the page begins. */
export function listAddress(path: string, type: string | undefined, before?: number): string {
	const parameters = new URLSearchParams();
	if (type !== undefined) parameters.set('jenis', type);
	if (before !== undefined) parameters.set('sebelum', String(before));
	const text = parameters.toString();
	return text === '' ? path : `${path}?${text}`;
}
