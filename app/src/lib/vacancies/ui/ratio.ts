/** The picture of applicants per seat: the seat first, then one dot for each applicant. */

export interface RatioPicture {
	/** Dots in each row; the first row begins with the seat itself. */
	readonly rows: readonly number[];
	/** How many applicants one dot stands for. */
	readonly scale: 1 | 10;
}

const dotsPerRow = 19;
const mostDots = 60;

/** Applicants for each seat, rounded half up. Seats are at least 1. */
export function applicantsPerSeat(applicants: number, seats: number): number {
	return Math.floor((2 * applicants + seats) / (2 * seats));
}

/** Above sixty for a seat, a dot stands for ten people, and the page says so. */
export function ratioPicture(perSeat: number): RatioPicture {
	const scale = perSeat > mostDots ? 10 : 1;
	const rows: number[] = [];
	let left = Math.ceil(perSeat / scale);
	while (left > 0) {
		rows.push(Math.min(left, dotsPerRow));
		left -= dotsPerRow;
	}
	return { rows, scale };
}
