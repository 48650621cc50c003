import "server-only";
import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import type { Actor } from "#server/audit/append-audit.ts";
import type { FormAction } from "#server/form/schema.ts";
import type { Store } from "#server/store.ts";
import { answerForm } from "./answer-form.ts";
import { type Caller, theCaller } from "./caller.ts";
import { requireAdministrator } from "./require-administrator.ts";
import { theStore } from "./the-store.ts";

export interface Afterwards<Input, Output, Data> {
  /** Said to the person when it is done. */
  message?: string | ((output: Output, input: Input) => string | undefined);
  /** What the page gets back; nothing unless named here, so that no row slips out by accident. */
  data?: (output: Output, input: Input) => Data;
  /** A page to go to when it is done; undefined stays. */
  redirectTo?: string | ((output: Output, input: Input) => string | undefined);
}

/**
 * A server action: finds the administrator, parses the form, calls the verb, translates refusals, refreshes the pages.
 * `verb` is one of server/<domain>: the store, then the parsed input, then who asks.
 */
export function adminAction<Schema extends z.ZodType, Output, Data = never>(
  schema: Schema,
  verb: (store: Store, input: z.output<Schema>, actor: Actor) => Promise<Output>,
  afterwards: Afterwards<z.output<Schema>, Output, Data> = {},
): FormAction<Data> {
  return async (_previous, form) => {
    const { actor } = await requireAdministrator();
    return answerForm(schema, form, async (input) =>
      finish(await verb(await theStore(), input, actor), input, afterwards),
    );
  };
}

/** What saving a form would mean (components/ui/preview): changes nothing, so no page is refreshed. */
export function adminPreview<Schema extends z.ZodType, Data>(
  schema: Schema,
  read: (store: Store, input: z.output<Schema>, actor: Actor) => Promise<Data>,
): FormAction<Data> {
  return async (_previous, form) => {
    const { actor } = await requireAdministrator();
    return answerForm(schema, form, async (input) => ({ data: await read(await theStore(), input, actor) }));
  };
}

/** The same for the few forms a stranger may send (signing in, the first owner). The verb itself must guard. */
export function strangerAction<Schema extends z.ZodType, Output, Data = never>(
  schema: Schema,
  verb: (store: Store, input: z.output<Schema>, caller: Caller) => Promise<Output>,
  afterwards: Afterwards<z.output<Schema>, Output, Data> = {},
): FormAction<Data> {
  return async (_previous, form) => {
    const caller = await theCaller();
    return answerForm(schema, form, async (input) =>
      finish(await verb(await theStore(), input, caller), input, afterwards),
    );
  };
}

async function finish<Input, Output, Data>(output: Output, input: Input, afterwards: Afterwards<Input, Output, Data>) {
  revalidatePath("/", "layout");
  const said = (what: typeof afterwards.message) => (typeof what === "function" ? what(output, input) : what);
  const [message, page] = [said(afterwards.message), said(afterwards.redirectTo)];
  if (page !== undefined) {
    // The page that asked is gone before it could say it: components/ui/flash says it on the next.
    if (message !== undefined) (await cookies()).set("flash", message, { path: "/", maxAge: 30, sameSite: "strict" });
    redirect(page);
  }
  return { message, data: afterwards.data?.(output, input) };
}
