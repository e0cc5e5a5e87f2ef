/** Length alone, as NIST SP 800-63B-4 asks of a password used with a second factor: no rules of composition. */
export const shortestPassword = 12;
export const longestPassword = 128;
