import { bodyOf, type OutgoingMessage, titleOf } from "./message.ts";
import type { EmailSettings } from "./schema.ts";
import { mailText } from "./smtp/mime.ts";
import { submit } from "./smtp/submit.ts";

/** A mail to all recipients at once. What is told of one alert belongs together: mail programs show it as one conversation. */
export function sendEmail(settings: EmailSettings, password: string, message: OutgoingMessage): Promise<string> {
  const { serverName, items, createdAt, id } = message;
  const host = /^[A-Za-z0-9.-]+$/.test(serverName) ? serverName : "popdesk.invalid";
  const [only] = items;
  const mail = mailText({
    from: settings.from,
    to: settings.to,
    subject: titleOf(message),
    text: bodyOf(message),
    at: createdAt,
    messageId: `${id}@${host}`,
    references: items.length === 1 && only !== undefined ? [`alert-${only.alertId}@${host}`] : [],
  });
  return submit({ settings, password, helloName: host, mail });
}
