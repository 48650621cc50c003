import type { Actor } from "../audit/append-audit.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { changeListeners, findListener } from "./change-listener.ts";
import { assertEndpointFree, assertLegacyTlsFits, assertProxyFits, assertTlsFits } from "./endpoint.ts";
import { cleartextColumns } from "./cleartext-columns.ts";
import { mootPlan } from "./plan-change.ts";
import { asWish, wishColumns } from "./read.ts";
import {
  type ListenerChange,
  type ListenerSwitch,
  type ListenerWish,
  listenerChange,
  listenerSwitch,
  loopbackNetworks,
} from "./schema.ts";

/** Changes what `input` names and leaves the rest. Refuses with `not-found`, `already-exists` (name, port), `invalid`. */
export async function updateListener(store: Store, input: ListenerChange, actor: Actor): Promise<ListenerWish> {
  const { id, address, port, socketPath, cleartextSignIn, cleartextNetworks, ...others } = parseInput(
    listenerChange,
    input,
  );
  return changeListeners(store, actor, async (tx) => {
    const before = await findListener(tx, id);
    const usual = before.cleartextNetworks || loopbackNetworks;
    const rest = { ...others, ...cleartextColumns({ cleartextSignIn, cleartextNetworks }, usual) };
    // A TCP listener stays one, and a socket stays a socket.
    const change = before.socketPath === null ? { ...rest, address, port } : { ...rest, socketPath };
    const after = { ...before, ...given(change) };
    assertTlsFits(after);
    assertLegacyTlsFits(after);
    assertProxyFits(after);
    await assertEndpointFree(tx, after, id);
    const data = { ...change, ...mootPlan(after) };
    const row = await tx.listener.update({ where: { id }, data, select: wishColumns });
    const names = Object.keys(given(data)) as (keyof typeof before)[];
    const fields = (wish: ListenerWish) => Object.fromEntries(names.map((name) => [name, wish[name]]));
    return {
      result: asWish(row),
      audit: { action: "listener.update", object: row.name, before: fields(before), after: fields(asWish(row)) },
    };
  });
}

/** On or off. Off ends or drains the sessions inside, as `closing` says. Refuses with `not-found`. */
export async function setListenerEnabled(store: Store, input: ListenerSwitch, actor: Actor): Promise<ListenerWish> {
  const { id, isEnabled, closing } = parseInput(listenerSwitch, input);
  return changeListeners(store, actor, async (tx) => {
    const before = await findListener(tx, id);
    const data = { isEnabled, closing, ...mootPlan({ ...before, isEnabled }) };
    const row = await tx.listener.update({ where: { id }, data, select: wishColumns });
    return {
      result: asWish(row),
      audit: {
        action: "listener.switch",
        object: before.name,
        before: { isEnabled: before.isEnabled, closing: before.closing },
        after: { isEnabled, closing: row.closing },
      },
    };
  });
}

function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
