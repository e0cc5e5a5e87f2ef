import type { Reroute } from '@sveltejs/kit';
import { deLocalizeUrl } from '$lib/paraglide/runtime';

/** `/en/lowongan` is the English face of the route `/lowongan`. */
export const reroute: Reroute = ({ url }) => deLocalizeUrl(url).pathname;
