import type { BulkChangeName } from "./schema.ts";

/** What a task of each change is called: "Switch sign-in off". */
export const changeTitles: Readonly<Record<BulkChangeName, string>> = {
  "receive-on": "Let receive mail",
  "receive-off": "Stop receiving mail",
  "sign-in-on": "Let sign in",
  "sign-in-off": "Stop signing in",
  quota: "Set the quota",
  delete: "Delete",
};
