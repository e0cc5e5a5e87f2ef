import { decimal, type Lang } from './numbers.ts';
import { parseReason, type ReasonCode } from './reason.ts';
import { keyWords, markWords, named, stageWords } from './words.ts';

/** What a sentence may add to a reason; whatever is absent is left out of the sentence. */
export interface ReasonContext {
	readonly seats?: number;
	readonly finishers?: number;
	readonly rankSkd?: string;
	readonly rankFinal?: string;
	/** Name or id of the vacancy of a seat won in a fill round. */
	readonly placedVacancy?: string;
}

type Say = (data: Readonly<Record<string, string>>, context: ReasonContext, lang: Lang) => string[];

/** Both languages of one reason side by side, so that neither can be forgotten. */
function both(id: (data: Data, context: ReasonContext) => string[], en: typeof id): Say {
	return (data, context, lang) => (lang === 'id' ? id : en)(data, context);
}

type Data = Readonly<Record<string, string>>;

const at = (data: Data, key: string): string => data[key] ?? '';

function shortfalls(data: Data, lang: Lang): string[] {
	const got = at(data, 'got').split('/');
	const need = at(data, 'need').split('/');
	return at(data, 'part')
		.split('/')
		.map((part, i) => {
			const mark = named(markWords, part, lang);
			return lang === 'id'
				? `Nilai ${mark.replace(/^nilai /, '')} Anda ${got[i] ?? ''}, sedangkan nilai ambang batasnya ${need[i] ?? ''}.`
				: `Your ${mark} is ${got[i] ?? ''}; the threshold is ${need[i] ?? ''}.`;
		});
}

const below: Say = (data, _context, lang) => [
	...shortfalls(data, lang),
	lang === 'id'
		? 'Karena itu Anda tidak melewati nilai ambang batas.'
		: 'So you did not pass the threshold.',
];

function cutKeys(data: Data, lang: Lang): string {
	const [total = '', tkp = '', tiu = '', twk = ''] = at(data, 'cut').split('/');
	return lang === 'id'
		? `total ${total}, TKP ${tkp}, TIU ${tiu}, TWK ${twk}`
		: `total ${total}, TKP ${tkp}, TIU ${tiu}, TWK ${twk}`;
}

function seatSentence({ rankFinal, finishers, seats }: ReasonContext, lang: Lang): string[] {
	if (rankFinal === undefined || seats === undefined) return [];
	const among = finishers === undefined ? '' : String(finishers);
	if (lang === 'id')
		return [
			`Anda di peringkat ${rankFinal}${among === '' ? '' : ` dari ${among}`}; ada ${String(seats)} formasi.`,
		];
	return [
		`You are in place ${rankFinal}${among === '' ? '' : ` of ${among}`}; seats: ${String(seats)}.`,
	];
}

function lastSeat(data: Data, lang: Lang): string {
	const last = decimal(at(data, 'last'), lang);
	const key = data['key'];
	if (key === 'priority')
		return lang === 'id'
			? 'Kebutuhan terisi oleh kelompok prioritas yang lebih dahulu.'
			: 'The seats went to a priority group ahead of yours.';
	if (key === undefined)
		return lang === 'id'
			? `Nilai akhir pada batas formasi adalah ${last}.`
			: `The final score at the last seat is ${last}.`;
	const word = named(keyWords, key, lang);
	return lang === 'id'
		? `Nilai akhir Anda sama dengan nilai pada batas formasi, ${last}; yang menentukan adalah ${word}.`
		: `Your final score equals that at the last seat, ${last}; what decided is ${word}.`;
}

const sayings: Readonly<Record<ReasonCode, Say>> = {
	tms: both(
		() => ['Anda tidak memenuhi syarat pada seleksi administrasi.'],
		() => ['You did not meet the requirements of the administrative screening.'],
	),
	absent: both(
		(data) => [`Anda tidak hadir pada ${named(stageWords, at(data, 'stage'), 'id')}.`],
		(data) => [`You were absent from ${named(stageWords, at(data, 'stage'), 'en')}.`],
	),
	disqualified: both(
		(data) => [`Anda didiskualifikasi pada ${named(stageWords, at(data, 'stage'), 'id')}.`],
		(data) => [`You were disqualified in ${named(stageWords, at(data, 'stage'), 'en')}.`],
	),
	withdrew: both(
		(data) => [`Anda mengundurkan diri pada ${named(stageWords, at(data, 'stage'), 'id')}.`],
		(data) => [`You withdrew at ${named(stageWords, at(data, 'stage'), 'en')}.`],
	),
	skd_below: below,
	kompetensi_below: below,
	not_in_cut: both(
		(data) => [
			'Anda melewati nilai ambang batas, tetapi tidak termasuk yang maju ke SKB.',
			`Batas ada di urutan ${at(data, 'place')} (tiga kali jumlah formasi): ${cutKeys(data, 'id')}.`,
		],
		(data) => [
			'You passed the threshold but are not among those who go on to the SKB.',
			`The cut is at place ${at(data, 'place')} (three times the seats): ${cutKeys(data, 'en')}.`,
		],
	),
	no_seats_offered: both(
		() => ['Lowongan ini tidak memiliki formasi yang dapat diisi.'],
		() => ['This vacancy has no seat to fill.'],
	),
	in_cut: both(
		() => ['Anda melewati nilai ambang batas dan maju ke SKB.'],
		() => ['You passed the threshold and go on to the SKB.'],
	),
	eliminated: both(
		(data) => [
			`Nilai ${at(data, 'component')} Anda ${decimal(at(data, 'got'), 'id')}, sedangkan batas gugurnya ${decimal(at(data, 'need'), 'id')}. Anda gugur pada SKB.`,
		],
		(data) => [
			`Your mark in ${at(data, 'component')} is ${at(data, 'got')}; below ${at(data, 'need')} eliminates. You are eliminated in the SKB.`,
		],
	),
	seat: both(
		(_data, context) => [...seatSentence(context, 'id'), 'Anda lulus dan mendapat formasi ini.'],
		(_data, context) => [...seatSentence(context, 'en'), 'You have a seat.'],
	),
	seat_decided: both(
		(_data, context) => [
			...seatSentence(context, 'id'),
			'Ada peserta yang sama dengan Anda dalam semua kriteria. Anda mendapat formasi melalui keputusan pejabat berwenang.',
		],
		(_data, context) => [
			...seatSentence(context, 'en'),
			'Somebody equals you in every criterion. You have the seat by decision of the authority.',
		],
	),
	no_seat: both(
		(data, context) => [
			...seatSentence(context, 'id'),
			lastSeat(data, 'id'),
			'Anda tidak mendapat formasi.',
		],
		(data, context) => [...seatSentence(context, 'en'), lastSeat(data, 'en'), 'You have no seat.'],
	),
	no_seat_decided: both(
		(_data, context) => [
			...seatSentence(context, 'id'),
			'Ada peserta yang sama dengan Anda dalam semua kriteria. Pejabat berwenang memutuskan formasi itu untuk peserta lain.',
		],
		(_data, context) => [
			...seatSentence(context, 'en'),
			'Somebody equals you in every criterion. The authority decided the seat for another.',
		],
	),
	tie_open: both(
		(_data, context) => [
			...seatSentence(context, 'id'),
			'Ada peserta yang sama dengan Anda dalam semua kriteria pada batas formasi. Hasil menunggu keputusan pejabat berwenang.',
		],
		(_data, context) => [
			...seatSentence(context, 'en'),
			'Somebody equals you in every criterion at the last seat. The result awaits a decision of the authority.',
		],
	),
	round: both(
		(data, context) => roundSentence(data, context, 'id'),
		(data, context) => roundSentence(data, context, 'en'),
	),
	round_decided: both(
		(data, context) => [
			...roundSentence(data, context, 'id'),
			'Pejabat berwenang memutuskan di antara peserta yang sama dalam semua kriteria.',
		],
		(data, context) => [
			...roundSentence(data, context, 'en'),
			'The authority decided among people equal in every criterion.',
		],
	),
	round_tie_open: both(
		(data) => [
			`Pada pengisian formasi kosong (putaran ${at(data, 'code')}) ada peserta yang sama dengan Anda dalam semua kriteria dan menginginkan formasi yang sama. Hasil menunggu keputusan pejabat berwenang.`,
		],
		(data) => [
			`In filling open seats (round ${at(data, 'code')}) somebody equals you in every criterion and wants the same seat. The result awaits a decision of the authority.`,
		],
	),
};

function roundSentence(data: Data, { placedVacancy }: ReasonContext, lang: Lang): string[] {
	const where = placedVacancy === undefined ? '' : ` ${placedVacancy}`;
	return lang === 'id'
		? [
				`Anda mendapat formasi yang masih kosong pada lowongan${where === '' ? ' lain' : where}, melalui putaran pengisian ${at(data, 'code')}.`,
			]
		: [
				`You have a seat that was still open in ${where === '' ? 'another vacancy' : `vacancy${where}`}, by fill round ${at(data, 'code')}.`,
			];
}

/** Sentences for the column `reason`, most important last; none for a reason of another engine. */
export function explainReason(reason: string, context: ReasonContext, lang: Lang): string[] {
	const { code, data } = parseReason(reason);
	return Object.hasOwn(sayings, code) ? sayings[code as ReasonCode](data, context, lang) : [];
}
