export type { Anchor } from './check-proof.ts';
export type { SiteRow } from './compare-site.ts';
export {
	bundleFiles,
	checkpointFile,
	dataFiles,
	manifestFile,
	proofFile,
	type DataFile,
} from './files.ts';
export { toHex } from './hex.ts';
export {
	buildManifest,
	parseManifest,
	type Manifest,
	type ManifestInput,
	type ManifestParsing,
} from './manifest.ts';
export { memorySource, zipSource, type BundleSource } from './source.ts';
export type { AnchorKind, Checked, Finding, FindingCode, Verdict } from './verdict.ts';
export { verifyBundle, type Verification, type VerifyOptions, type VerifyStep } from './verify.ts';
