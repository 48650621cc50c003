import type { Sealer } from "../../secret/sealer.ts";
import { sendEmail } from "./email.ts";
import type { OutgoingMessage } from "./message.ts";
import { sendNtfy } from "./ntfy.ts";
import type { ChannelSettings } from "./schema.ts";
import { sendWebhook } from "./webhook.ts";

export interface KeptChannel {
  readonly settings: ChannelSettings;
  readonly sealedSecret: string | null;
}

/** Says it by a channel; gives what the other side answered. Throws DeliveryFailed, and what the sealer refuses. */
export async function send(
  { settings, sealedSecret }: KeptChannel,
  sealer: Sealer,
  message: OutgoingMessage,
  now: Date,
): Promise<string> {
  const secret = sealedSecret === null ? "" : sealer.open(sealedSecret);
  switch (settings.kind) {
    case "email":
      return sendEmail(settings, secret, message);
    case "webhook":
      return sendWebhook(settings, secret, message, now);
    case "ntfy":
      return sendNtfy(settings, secret, message);
  }
}
