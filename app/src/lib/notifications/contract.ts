/** A letter to one person. The key names it for ever: asked for twice, it is sent once. */
export interface Mail {
	/** `capability:what:which`. */
	readonly key: string;
	readonly to: string;
	readonly subject: string;
	/** Plain text. */
	readonly text: string;
}

/** A mail of a demo, as it lies in the folder. */
export interface PostedMail {
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly at: string;
}

/** What pages may ask: only a demo shows its mails. */
export interface NotificationsApi {
	posted(): Promise<readonly PostedMail[]>;
}
