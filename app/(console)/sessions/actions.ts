"use server";

import { type Kicked, kickNow } from "#server/session/kick-now.ts";
import { type SessionKick, sessionKick } from "#server/session/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const kickSessionAction = adminAction(sessionKick, kickNow, { message: done });

function done({ kickedCount, blocked }: Kicked, { scope }: SessionKick): string {
  const ended =
    kickedCount === 0
      ? scope === "session"
        ? "The session had just ended by itself."
        : "There was no session any more."
      : kickedCount === 1
        ? "The session is ended."
        : `${kickedCount} sessions are ended.`;
  return blocked === null ? ended : `${ended} Its address is kept out from now on.`;
}
