import { refusalText } from '$lib/identity/ui/refusals.ts';
import * as m from '$lib/paraglide/messages';

interface Words {
	readonly title: string;
	readonly text: string;
}

const unreadable: Readonly<Partial<Record<number, () => Words>>> = {
	400: () => ({ title: m.error_400_title(), text: m.error_400_text() }),
	404: () => ({ title: m.error_404_title(), text: m.error_404_text() }),
	405: () => ({ title: m.error_405_title(), text: m.error_405_text() }),
	413: () => ({ title: m.error_413_title(), text: m.error_413_text() }),
};

/** @param code why, where whoever refused said so */
export function errorWords(status: number, code: string | undefined): Words {
	const refusal = refusalText(code);
	if (refusal !== undefined) return { title: m.identity_refused_title(), text: refusal };
	return unreadable[status]?.() ?? { title: m.error_500_title(), text: m.error_500_text() };
}
