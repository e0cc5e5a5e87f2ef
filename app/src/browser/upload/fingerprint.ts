/** What is said of a file beside its bytes; another word makes another upload. */
export type Said = Readonly<Record<string, string>>;

const looked = 1 << 20;

/**
 * The same for the same file with the same words, and tells neither: SHA-256 of its name, size, date
 * and both ends, and of the words. Undefined where the browser has no cryptography (plain http).
 */
export async function fingerprintOf(file: File, said: Said): Promise<string | undefined> {
	const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
	if (subtle === undefined) return undefined;
	const words = JSON.stringify([file.name, file.size, file.lastModified, ...Object.entries(said)]);
	const ends = [file.slice(0, looked), file.slice(Math.max(looked, file.size - looked))];
	const bytes = await new Blob([words, ...ends]).arrayBuffer();
	const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
