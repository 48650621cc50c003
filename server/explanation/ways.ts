import { readExceptionsInForce } from "../exception/read.ts";
import { cleartextRuleOf } from "../listener/cleartext-rule.ts";
import { readListeners } from "../listener/read.ts";
import type { ListenerView } from "../listener/schema.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { Facts } from "./facts.ts";
import type { Way } from "./schema.ts";

/** What each POP3 listener would do with who is asked about, in the order of the listeners. */
export async function readWays(store: Store, { address, remoteAddress }: Facts): Promise<Way[]> {
  const [listeners, exceptions, settings] = await Promise.all([
    readListeners(store),
    readExceptionsInForce(store, "cleartext"),
    readSettings(store),
  ]);
  const inForce = exceptions.map(({ endsAt, ...exception }) => ({ ...exception, endsAtMs: endsAt.getTime() }));
  const now = store.clock.now().getTime();
  return listeners
    .filter(({ protocol }) => protocol === "pop3")
    .map((listener) => {
      const { id: listenerId, name, port } = listener;
      const bound = listener.facts.find(({ state }) => state === "bound");
      const common = { listenerId, name, port: bound?.boundPort ?? port };
      const shut = whyShut(listener);
      if (shut !== null) return { ...common, lets: "nobody", sentence: shut };
      if (listener.tls === "implicit")
        return { ...common, lets: "in", sentence: `Takes sign-ins, with SSL/TLS.${throughProxy(listener)}` };
      const rule = cleartextRuleOf(listener, inForce, settings);
      const byName = address !== null && rule.allowsName(address, now);
      const clear = byName || isAllowed(rule.allowsFrom, remoteAddress, listener, now);
      const { lets, sentence } = openWay(listener, clear);
      return { ...common, lets, sentence: `${sentence}${throughProxy(listener)}` };
    });
}

function throughProxy({ proxyProtocol, trustedNetworks }: ListenerView): string {
  if (!proxyProtocol) return "";
  const from = trustedNetworks.split(",").join(", ");
  return ` Only through a proxy in ${from}: who connects to it directly is dropped without an answer.`;
}

/** Null: nobody can say without an IP address. */
function isAllowed(
  allowsFrom: (client: { remoteAddress: string; isLoopback: boolean }, now: number) => boolean,
  remoteAddress: string | null,
  { cleartextSignIn, proxyProtocol }: ListenerView,
  now: number,
): boolean | null {
  if (remoteAddress === null) return cleartextSignIn === "always" ? true : cleartextSignIn === "never" ? false : null;
  const isLoopback = !proxyProtocol && (remoteAddress === "::1" || remoteAddress.startsWith("127."));
  return allowsFrom({ remoteAddress, isLoopback }, now);
}

function openWay({ tls }: ListenerView, clear: boolean | null): Pick<Way, "lets" | "sentence"> {
  const offersTls = tls === "starttls";
  if (clear === true) {
    return {
      lets: "in",
      sentence: offersTls ? "Takes sign-ins, with STARTTLS or without." : "Takes sign-ins, without TLS.",
    };
  }
  if (clear === null) {
    const sentence = offersTls
      ? "Takes sign-ins with STARTTLS; without only from its networks: say from which IP address."
      : "Has no TLS, and takes sign-ins only from its networks: say from which IP address.";
    return { lets: offersTls ? "only-with-tls" : "unknown", sentence };
  }
  return offersTls
    ? { lets: "only-with-tls", sentence: "Takes sign-ins with STARTTLS; without TLS it refuses the password." }
    : { lets: "nobody", sentence: "Has no TLS, and refuses a password without it from there." };
}

/** Why nobody can connect to it; null where one can. */
function whyShut({ isEnabled, facts }: ListenerView): string | null {
  if (!isEnabled) return "Switched off: nothing answers there.";
  if (facts.some(({ state }) => state === "bound")) return null;
  const failed = facts.find(({ state }) => state === "failed");
  if (failed !== undefined)
    return `Could not be opened: ${failed.errorText ?? failed.errorCode ?? "the daemon does not say why"}.`;
  return "Wanted, but not open: the daemon has not obeyed yet.";
}
