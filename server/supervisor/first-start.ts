import { statfsSync } from "node:fs";
import { hasOwner } from "../administrator/read.ts";
import { issueSetUpToken } from "../administrator/set-up-token.ts";
import type { Actor } from "../audit/append-audit.ts";
import { createSelfSigned } from "../certificate/create-self-signed.ts";
import { readServedCertificate } from "../certificate/read.ts";
import { firstListeners } from "../listener/first-listeners.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { MailPorts } from "./first-ports.ts";

export interface FirstStart {
  /** The standard ports could not be bound by this user, so others were chosen. Told once, when the listeners are made. */
  readonly choseUnprivileged: Pick<MailPorts, "pop3" | "pop3s" | "lmtp"> | null;
  /** Token of the set-up link while there is no owner; null afterwards. */
  readonly setUpToken: string | null;
}

const actor: Actor = { kind: "set-up", name: "npm start", remoteAddress: null };
const leastFreeOctets = 50 * 1024 * 1024;

/** Makes what a new installation lacks: listeners on `usable` ports, a certificate, a set-up token. Each start finds the rest in place. */
export async function prepareStore(store: Store, usable: MailPorts): Promise<FirstStart> {
  const { firstPorts: named } = store.environment;
  let choseUnprivileged: FirstStart["choseUnprivileged"] = null;
  if ((await store.db.listener.count()) === 0) {
    const ports = {
      pop3: named.pop3 ?? usable.pop3,
      pop3s: named.pop3s ?? usable.pop3s,
      lmtp: named.lmtp ?? usable.lmtp,
    };
    if (usable.isUnprivileged && Object.values(named).includes(undefined)) choseUnprivileged = ports;
    await firstListeners(store, { ...ports, lmtpSocket: usable.lmtpSocket });
  }
  if ((await readServedCertificate(store)) === null) {
    const { hostname } = await readSettings(store);
    await createSelfSigned(store, { names: [hostname] }, actor);
  }
  const setUpToken = (await hasOwner(store)) ? null : await issueSetUpToken(store);
  return { choseUnprivileged, setUpToken };
}

/** A sentence where the disk is nearly full; null otherwise. */
export function diskWarning(directory: string): string | null {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  if (free >= leastFreeOctets) return null;
  return `Only ${Math.floor(free / 1024 / 1024)} MB are free where the mail lies (${directory}). Mail is refused for now with a temporary error when it is full.`;
}
