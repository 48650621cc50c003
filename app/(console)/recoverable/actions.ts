"use server";

import { purgeMessages } from "#server/recoverable/purge-messages.ts";
import { restoreMessages } from "#server/recoverable/restore-messages.ts";
import { purgeOrder, restoration } from "#server/recoverable/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

const messages = (count: number) => (count === 1 ? "One message" : `${count} messages`);

export const restoreAction = adminAction(restoration, restoreMessages, {
  message: ({ messageCount, refused }, { kind }) => {
    const done =
      kind === "restore"
        ? `${messages(messageCount)} restored, in place.`
        : `${messages(messageCount)} restored as new mail.`;
    return [done, ...refused.map(({ reason }) => reason)].join(" ");
  },
});
export const purgeAction = adminAction(purgeOrder, purgeMessages, {
  message: ({ messageCount }) => `${messages(messageCount)} purged for good.`,
});
