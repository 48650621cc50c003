import { z } from "zod";

/** What a deleted account had, as Account.deletedWith holds it. */
const deletedWith = z.object({
  address: z.string(),
  aliases: z.array(z.string()),
  /** Names of the domains whose catch-all it was. */
  catchAllOf: z.array(z.string()),
  /** Who deleted it. */
  by: z.string(),
});
export type DeletedWith = z.output<typeof deletedWith>;

/** Null where an account was deleted before this was kept. */
export function readDeletedWith(json: string | null): DeletedWith | null {
  return json === null ? null : deletedWith.parse(JSON.parse(json));
}
