import { create } from 'qrcode';

/** A QR code as one path of filled runs, so that it prints sharp at any size. */
export interface QrPicture {
	/** Modules on each side, the quiet zone included. */
	readonly size: number;
	readonly path: string;
}

const quietZone = 2;

/** Medium correction: a receipt that was folded and photographed must still open. */
export function drawQr(text: string): QrPicture {
	const { modules } = create(text, { errorCorrectionLevel: 'M' });
	const runs: string[] = [];
	for (let row = 0; row < modules.size; row += 1) {
		let length = 0;
		for (let column = 0; column <= modules.size; column += 1) {
			const dark = column < modules.size && modules.get(row, column) === 1;
			if (dark) length += 1;
			else if (length > 0) {
				runs.push(`M${column - length + quietZone} ${row + quietZone}h${length}v1h-${length}z`);
				length = 0;
			}
		}
	}
	return { size: modules.size + 2 * quietZone, path: runs.join('') };
}
