import "server-only";
import type { z } from "zod";
import type { Actor } from "#server/audit/append-audit.ts";
import type { FormAction } from "#server/form/schema.ts";
import type { Store } from "#server/store.ts";
import { type Afterwards, adminAction } from "./admin-action.ts";
import { requireAdministrator } from "./require-administrator.ts";

/** Who asks, and from which browser: never taken from the form. */
export interface Self {
  administratorId: number;
  signInId: string;
}

/** adminAction for what administrators change about themselves. */
export function ownAction<Schema extends z.ZodType<object>, Output, Data = never>(
  schema: Schema,
  verb: (store: Store, input: z.output<Schema> & Self, actor: Actor) => Promise<Output>,
  afterwards?: Afterwards<z.output<Schema>, Output, Data>,
): FormAction<Data> {
  return adminAction(
    schema,
    async (store, input, actor) => {
      const { id: administratorId, signInId } = await requireAdministrator();
      return verb(store, { ...input, administratorId, signInId }, actor);
    },
    afterwards,
  );
}
