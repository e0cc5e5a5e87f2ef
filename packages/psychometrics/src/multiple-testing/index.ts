export {
	adjustedP,
	falseDiscoveries,
	type Dependence,
	type Discoveries,
	type DiscoveryOptions,
} from './false-discovery.ts';
