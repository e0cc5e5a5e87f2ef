/**
 * The page numbers a reader needs: the first, the last and those around the present one, with
 * `undefined` where numbers are left out. At most seven, so that they fit beside each other on a
 * phone of 320 px.
 */
export function pagesToShow(page: number, pages: number): (number | undefined)[] {
	const wanted = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
	const numbers = [...new Set(wanted)].sort((a, b) => a - b);
	const shown: (number | undefined)[] = [];
	let last = 0;
	for (const number of numbers) {
		if (number === last + 2) shown.push(last + 1);
		else if (number > last + 2) shown.push(undefined);
		shown.push(number);
		last = number;
	}
	return shown;
}
