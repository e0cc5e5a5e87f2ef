/** NIP: birth date, month of appointment, sex, serial number: 18 digits, written with or without spaces. */
export function parseEmployeeNumber(text: string): string | undefined {
	const digits = text.replace(/[\s.]/gu, '');
	if (!/^\d{18}$/u.test(digits)) return undefined;
	const month = Number(digits.slice(4, 6));
	const day = Number(digits.slice(6, 8));
	const appointed = Number(digits.slice(12, 14));
	const plausible = month >= 1 && month <= 12 && day >= 1 && day <= 31;
	return plausible && appointed <= 12 ? digits : undefined;
}
