import { csvLine } from "../csv/write-csv.ts";
import type { Store } from "../store.ts";
import { readListeners } from "./read.ts";
import type { ListenerUseList } from "./schema.ts";
import { readListenerUse } from "./use.ts";

const pageSize = 500;

/** What readListenerUse gives, all pages of it, piece by piece. */
export async function* listenerUseCsv(
  store: Store,
  list: Pick<ListenerUseList, "listenerId" | "tls">,
): AsyncGenerator<string> {
  const names = new Map((await readListeners(store)).map(({ id, name }) => [id, name]));
  yield csvLine(["listener", "account", "ip", "tls", "client", "sign_ins", "last_at"]);
  for (let page = 1; ; page += 1) {
    const { rows } = await readListenerUse(store, { ...list, search: "", direction: "desc", page, pageSize });
    yield rows
      .map((row) =>
        csvLine([
          names.get(row.listenerId ?? 0) ?? row.listenerId,
          row.address,
          row.remoteAddress,
          row.tlsVersion ?? "none",
          row.client,
          row.signInCount,
          row.lastAt,
        ]),
      )
      .join("");
    if (rows.length < pageSize) return;
  }
}
