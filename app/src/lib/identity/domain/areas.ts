/**
 * Who may see which part of the site, before any page looks closer. Staff areas are named here and
 * nowhere else: a page below one of them cannot forget to ask who is there.
 */
export type Area = 'public' | 'account' | 'staff';

const staff = ['/panitia', '/admin'];
const account = ['/akun'];

/** @param routeId id of the route, which has no language in front and no value in it */
export function areaOf(routeId: string | null): Area {
	const within = (parts: readonly string[]) =>
		parts.some((part) => routeId === part || routeId?.startsWith(`${part}/`) === true);
	if (within(staff)) return 'staff';
	return within(account) ? 'account' : 'public';
}

/**
 * Where whoever sent a form that could not be taken is led: to sign in, and from there to the page
 * of the form. The page says that nothing of what was sent has been kept.
 * @param next address of the page, without the name of the action
 */
export function unsentTo(at: '/masuk' | '/akun/autentikator', next: string): string {
	return `${at}?belum_terkirim&lanjut=${encodeURIComponent(next)}`;
}
