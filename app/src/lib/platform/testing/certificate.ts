import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** PEM, for `localhost` and 127.0.0.1, signed by itself: trusted only by who is given it. */
export interface Certificate {
	readonly cert: string;
	readonly key: string;
}

/** Made anew for each run, so that no key lies in the repository; undefined without `openssl`. */
export function makeCertificate(): Certificate | undefined {
	const folder = mkdtempSync(path.join(tmpdir(), 'terang-cert-'));
	const [cert, key] = ['cert.pem', 'key.pem'].map((name) => path.join(folder, name));
	const made = spawnSync('openssl', [
		...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
		...['-days', '2', '-subj', '/CN=localhost'],
		...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
		...['-keyout', key ?? '', '-out', cert ?? ''],
	]);
	try {
		if (made.status !== 0) return undefined;
		return { cert: readFileSync(cert ?? '', 'utf8'), key: readFileSync(key ?? '', 'utf8') };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
