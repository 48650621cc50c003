import { createHmac } from "node:crypto";
import { post } from "./http-post.ts";
import { type OutgoingMessage, titleOf, urgencyOf } from "./message.ts";
import type { WebhookSettings } from "./schema.ts";

/**
 * JSON by POST. `Popdesk-Signature` is "v1=" and the HMAC-SHA256 in hex, under the channel's key, of the time stamp, a dot, and the body as
 * it was sent: whoever has the key can tell that it came from here, and when (docs/alerts.md).
 */
export function sendWebhook(
  { url, caPem }: WebhookSettings,
  secret: string,
  message: OutgoingMessage,
  now: Date,
): Promise<string> {
  const body = webhookBody(message);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return post({
    url,
    caPem,
    headers: {
      "content-type": "application/json",
      "popdesk-message": message.id,
      "popdesk-timestamp": timestamp,
      "popdesk-signature": `v1=${signatureOf(secret, timestamp, body)}`,
    },
    body,
  });
}

export function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
}

function webhookBody(message: OutgoingMessage): string {
  const { id, serverName, isTest, isGathered, createdAt, consoleUrl, items } = message;
  return JSON.stringify({
    id,
    kind: isTest ? "test" : "alerts",
    server: serverName,
    title: titleOf(message),
    severity: isTest ? "test" : urgencyOf(message),
    gathered: isGathered,
    createdAt,
    consoleUrl,
    alerts: items.map(({ alertId, title, ...item }) => ({ id: alertId, title, ...item })),
  });
}
