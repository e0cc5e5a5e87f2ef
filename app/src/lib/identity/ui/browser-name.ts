const browsers: readonly (readonly [RegExp, string])[] = [
	[/\bEdg(?:A|iOS)?\//u, 'Edge'],
	[/\bOPR\//u, 'Opera'],
	[/\bSamsungBrowser\//u, 'Samsung Internet'],
	[/\b(?:Firefox|FxiOS)\//u, 'Firefox'],
	[/\b(?:HeadlessChrome|Chrome|CriOS)\//u, 'Chrome'],
	[/\bSafari\//u, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
	[/\bAndroid\b/u, 'Android'],
	[/\b(?:iPhone|iPad)\b/u, 'iOS'],
	[/\bWindows\b/u, 'Windows'],
	[/\bMacintosh\b/u, 'macOS'],
	[/\bLinux\b/u, 'Linux'],
];

/** `Chrome, Android`: enough to tell one's own sessions apart; undefined for an unknown one. */
export function browserName(userAgent: string): string | undefined {
	const known = [browsers, systems]
		.map((table) => table.find(([form]) => form.test(userAgent))?.[1])
		.filter((name) => name !== undefined);
	return known.length === 0 ? undefined : known.join(', ');
}
