import { post } from "./http-post.ts";
import { bodyOf, type OutgoingMessage, titleOf, urgencyOf } from "./message.ts";
import type { NtfySettings } from "./schema.ts";

/** ntfy's own scale, from 1 to 5; tags it shows as signs. */
const priorities = { critical: 5, warning: 4, resolved: 2 } as const;
const tags = { critical: "rotating_light", warning: "warning", resolved: "white_check_mark" } as const;
/** ntfy makes a file of what is longer than 4,096 octets. */
const longest = 3_500;

/** Publishes as JSON, so that titles may have any letters. `token`: empty where the topic is open. */
export function sendNtfy(
  { url, topic, caPem }: NtfySettings,
  token: string,
  message: OutgoingMessage,
): Promise<string> {
  const urgency = urgencyOf(message);
  const body = JSON.stringify({
    topic,
    title: titleOf(message),
    message: shortened(bodyOf(message)),
    priority: message.isTest ? 3 : priorities[urgency],
    tags: [message.isTest ? "wave" : tags[urgency]],
    ...(message.consoleUrl === null ? {} : { click: message.consoleUrl }),
  });
  const headers = { "content-type": "application/json", ...(token === "" ? {} : { authorization: `Bearer ${token}` }) };
  return post({ url, caPem, headers, body });
}

function shortened(text: string): string {
  const octets = Buffer.from(text);
  if (octets.length <= longest) return text;
  // A letter that was cut in two is left out.
  return `${octets.subarray(0, longest).toString("utf8").replace(/�$/, "")}…`;
}
