import {
	createNotifications,
	folderPost,
	type Notifications,
	smtpPost,
} from '../src/lib/notifications/server/api.server.ts';
import type { ComposeInput } from './compose-input.ts';

/** Mails go out by SMTP where one is set, else into the folder that only a demo may have. */
export function startNotifications(input: ComposeInput): Notifications {
	const { config, places, database, clock, log, url } = input;
	const { hostname } = new URL(url);
	const post =
		config.mail === undefined
			? folderPost(places.mails, hostname)
			: smtpPost(config.mail, hostname);
	const notifications = createNotifications({
		database: database.database,
		clock,
		post,
		sealing: input.sealing,
		onError: (error) => log.warn({ err: error }, 'a mail could not be sent'),
	});
	input.closing.add('letters', () => notifications.stop());
	return notifications;
}
