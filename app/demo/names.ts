import type { Random } from './random.ts';

/**
 * Parts of fictional names, mixed at random. The mixture follows what Indonesian name lists look
 * like: many people have one word only, some three, some an initial, some an apostrophe.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const given = words(`
	Abdul Aditya Agustina Ahmad Aisyah Andi Anggun Arif Asrul Ayu Bayu Citra Dewi Dian Eka
	Fadhil Fatimah Febriyanti Fitri Gilang Hasan Hendra Ilham Indah Intan Irfan Jefri Kartika
	Lestari Lukman Magdalena Maria Melati Muhammad Nadia Ningsih Nur Oktavia Putri Rahmat Ratna
	Reza Rizky Sari Selviana Siti Sri Stefanus Syahrul Taufik Tri Umar Vera Wahyu Wulan Yohanes
	Yuliana Yusuf Zahra Zulkifli
`);

const family = words(`
	Amalia Anggraini Anwar Aprilia Basri Damayanti Daud Fauzi Firmansyah Gunawan Halim Handayani
	Hapsari Haris Hidayat Ismail Kaimuddin Kurniawan Lamading Lasut Latif Ma'ruf Maharani
	Manoppo Mansyur Maulana Nasution Nugroho Nuraini Palinggi Permata Pratiwi Purnama Rahmawati
	Ramadhan Rante Saleh Salsabila Santoso Saputra Setiawan Simatupang Sumartini Susanti Tandi
	Tumbelaka Utami Wahid Wibowo Wijaya Yulianti Zainuddin
`);

const single = words(`
	Asmawati Burhanuddin Darmawati Haryanto Hasnawati Jumriani Kasmawati Mardiana Nurhayati
	Rosmini Rusdiyanto Sugiarti Suharni Sukmawati Supardi Yusnita
`);

export function fictionalName(random: Random): string {
	const shape = random.between(0, 19);
	if (shape < 3) return random.pick(single);
	if (shape < 5) return `${random.pick(given)} ${random.pick(given)} ${random.pick(family)}`;
	if (shape < 6) return `Moh. ${random.pick(given)} ${random.pick(family)}`;
	return `${random.pick(given)} ${random.pick(family)}`;
}
