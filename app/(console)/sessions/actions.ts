"use server";

import { kickSessionNow } from "#server/session/kick-now.ts";
import { sessionKick } from "#server/session/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const kickSessionAction = adminAction(sessionKick, kickSessionNow, {
  message: ({ wasThere }) => (wasThere ? "The session is ended." : "The session had just ended by itself."),
});
