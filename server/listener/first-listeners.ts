import type { Actor } from "../audit/append-audit.ts";
import type { Store } from "../store.ts";
import { changeListeners } from "./change-listener.ts";
import { insertListener } from "./create-listener.ts";
import type { NewListener } from "./schema.ts";

export interface FirstPorts {
  readonly pop3: number;
  readonly pop3s: number;
  readonly lmtp: number;
  /** Absolute path. */
  readonly lmtpSocket: string;
}

/** The listeners of a new installation. Makes nothing where there is any listener already; says whether it made them. */
export async function firstListeners(store: Store, ports: FirstPorts, actor: Actor): Promise<boolean> {
  if (await store.db.listener.findFirst({ select: { id: true } })) return false;
  return changeListeners(store, actor, async (tx, now) => {
    const isFirst = (await tx.listener.count()) === 0;
    if (isFirst) for (const listener of listenersOf(ports)) await insertListener(tx, listener, now);
    return { result: isFirst, audit: { action: "listener.first", object: "listeners", after: isFirst ? ports : {} } };
  });
}

function listenersOf({ pop3, pop3s, lmtp, lmtpSocket }: FirstPorts): NewListener[] {
  return [
    { kind: "pop3", name: "POP3", address: "*", port: pop3, tls: "starttls", cleartextSignIn: "loopback" },
    { kind: "pop3", name: "POP3S", address: "*", port: pop3s, tls: "implicit" },
    { kind: "lmtp", name: "LMTP", address: "127.0.0.1", port: lmtp },
    { kind: "lmtp-socket", name: "LMTP socket", socketPath: lmtpSocket },
  ];
}
