import { join } from "node:path";
import type { Store } from "../store.ts";
import { WireForm } from "./wire-form.ts";

/** A place for one incoming message; what outgrows memory lies beside the mail, on the same disk. */
export function newWireForm(store: Pick<Store, "environment">): WireForm {
  return new WireForm({ spoolDirectory: join(store.environment.dataDirectory, "spool") });
}
