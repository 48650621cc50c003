import type { Store } from "../store.ts";

/** The keys that open tickets, 48 octets each, the newest first: it seals. */
export async function readTicketKeys(store: Store): Promise<Buffer[]> {
  const rows = await store.db.ticketKey.findMany({ orderBy: { id: "desc" }, select: { sealed: true } });
  return rows.map(({ sealed }) => Buffer.from(store.sealer.open(Buffer.from(sealed).toString("utf8")), "base64"));
}
