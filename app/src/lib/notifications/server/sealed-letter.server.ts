import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { Mail } from '../contract.ts';

/** To whom, and what: an address, and maybe a link that opens an account. */
type Letter = Pick<Mail, 'to' | 'text'>;

export interface WaitingLetter {
	readonly key: string;
	readonly sealed: Buffer | null;
	/** Of letters of before they were sealed. */
	readonly recipient: string | null;
	readonly body: string | null;
}

export function sealLetter(sealing: Pick<Sealing, 'seal'>, { key, to, text }: Mail): Buffer {
	return sealing.seal(placeOf(key), JSON.stringify({ to, text }));
}

export function openLetter(sealing: Pick<Sealing, 'open'>, row: WaitingLetter): Letter {
	if (row.sealed === null) return { to: row.recipient ?? '', text: row.body ?? '' };
	return JSON.parse(sealing.open(placeOf(row.key), row.sealed).toString()) as Letter;
}

const placeOf = (key: string) => ({ column: 'notifications.mail.sealed', row: [key] });
