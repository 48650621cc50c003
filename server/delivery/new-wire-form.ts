import { join } from "node:path";
import type { Store } from "../store.ts";
import { WireForm, type WireFormOptions } from "./wire-form.ts";

/** A place for one incoming message; what outgrows memory lies beside the mail, on the same disk. */
export function newWireForm(
  store: Pick<Store, "environment">,
  options: Omit<WireFormOptions, "spoolDirectory"> = {},
): WireForm {
  return new WireForm({ ...options, spoolDirectory: join(store.environment.dataDirectory, "spool") });
}
