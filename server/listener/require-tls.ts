import type { Actor } from "../audit/append-audit.ts";
import type { Store } from "../store.ts";
import type { ListenerWish, TlsRequirement } from "./schema.ts";
import { updateListener } from "./update-listener.ts";

/** Required: nobody signs in before STLS, this machine's own programs neither. Not required: those networks may that were allowed before, else this machine. */
export function requireTls(store: Store, { id, isRequired }: TlsRequirement, actor: Actor): Promise<ListenerWish> {
  return updateListener(store, { id, cleartextSignIn: isRequired ? "never" : "networks" }, actor);
}
