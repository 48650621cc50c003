import type { TLSSocket } from "node:tls";
import { factsOf } from "../certificate/facts.ts";
import { covers } from "../certificate/name-notes.ts";
import { explainTrial } from "../diagnostic/spoken-client.ts";
import { listenerPlace } from "../diagnostic/listener-place.ts";
import type { ListenerView } from "../listener/schema.ts";
import { finding } from "./finding.ts";
import { openListener, type ReachableListener, titleOf } from "./open-listener.ts";
import type { Finding, FindingVerdict } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
const soonDays = 14;

/** Those that a client on this machine can reach. */
export function reachableListeners(listeners: readonly ListenerView[], hostname: string): ReachableListener[] {
  return listeners.flatMap((listener) => {
    const place = listener.isEnabled ? listenerPlace(listener, hostname) : null;
    return place === null ? [] : [{ listener, place, hostname }];
  });
}

/** Every listener as a client meets it: reached, greeted, TLS shaken, and what its certificate is worth. */
export async function* checkListeners(
  listeners: readonly ListenerView[],
  hostname: string,
  now: Date,
): AsyncGenerator<Finding> {
  const reachable = reachableListeners(listeners, hostname);
  for (const listener of listeners) {
    const met = reachable.find((each) => each.listener.id === listener.id);
    if (met !== undefined) yield* meet(met, now);
    else yield unmet(listener);
  }
}

function unmet(listener: ListenerView): Finding {
  const { name, isEnabled, proxyProtocol, trustedNetworks, protocol, facts } = listener;
  if (!isEnabled) return finding("listener", name, "skipped", { seen: "Switched off." });
  const failed = facts.find(({ state }) => state === "failed");
  if (failed !== undefined) {
    return finding("listener", name, "bad", {
      seen: `The daemon could not open it: ${failed.errorText ?? failed.errorCode ?? "it does not say why"}`,
      remedy: "See under Listeners who has the port, or choose another.",
    });
  }
  if (proxyProtocol && facts.some(({ state }) => state === "bound")) {
    const from = trustedNetworks.split(",").join(", ");
    return finding("listener", name, "skipped", {
      seen: `Only a proxy in ${from} gets in, and this machine is not among them.`,
      remedy: "Try it through the proxy, or add 127.0.0.1 to the networks it trusts.",
    });
  }
  if (protocol === "web") return finding("listener", name, "skipped", { seen: "For browsers; not tried here." });
  return finding("listener", name, "bad", {
    seen: "Wanted, but not open.",
    remedy: "See on the overview whether the daemon runs.",
  });
}

async function* meet(reachable: ReachableListener, now: Date): AsyncGenerator<Finding> {
  const { place, listener, hostname } = reachable;
  const title = titleOf(reachable);
  const startedAt = performance.now();
  try {
    const client = await openListener(reachable);
    try {
      const tookMs = performance.now() - startedAt;
      const { tls } = client;
      await client.ask("QUIT");
      const how = tls === null ? "without TLS" : `${tls.getProtocol()}, ${tls.getCipher().name}`;
      yield finding("listener", title, "good", {
        seen: `Reached and greeted within ${Math.round(tookMs)} ms, ${how}.`,
        conversation: client.lines,
        tookMs,
      });
      if (tls !== null) yield certificateFinding(title, tls, hostname, now);
      else if (listener.protocol === "pop3" && listener.cleartextSignIn === "always") {
        yield finding("listener", `${title}: cleartext`, "warning", {
          seen: "It has no TLS, and passwords cross the network readable.",
          remedy: "Offer STARTTLS, or allow sign-in without TLS from some networks alone.",
        });
      }
    } finally {
      client.close();
    }
  } catch (error) {
    const { what, why, remedy } = explainTrial(error, place.place);
    yield finding("listener", title, "bad", {
      seen: `${what} ${why}`.trim(),
      remedy,
      tookMs: performance.now() - startedAt,
    });
  }
}

/** By what a client that checks nothing else than Mozilla's roots, names and dates would say. */
function certificateFinding(title: string, tls: TLSSocket, hostname: string, now: Date): Finding {
  const certificate = tls.getPeerX509Certificate();
  const about = `${title}: certificate`;
  if (certificate === undefined) {
    return finding("listener", about, "bad", {
      seen: "None was shown.",
      remedy: "Install one under TLS and certificates.",
    });
  }
  const { names, issuer, notBeforeAt, notAfterAt, keyType } = factsOf(certificate);
  const leftDays = Math.floor((notAfterAt.getTime() - now.getTime()) / dayMs);
  const trouble: (readonly [FindingVerdict, string, string])[] = [];
  if (notAfterAt <= now)
    trouble.push(["bad", `It ended ${notAfterAt.toISOString().slice(0, 10)}.`, "Install a new one."]);
  else if (leftDays < soonDays) trouble.push(["warning", `It ends in ${leftDays} days.`, "Renew it."]);
  if (notBeforeAt > now)
    trouble.push(["bad", "It is not valid yet.", "See the clock of this machine, and the certificate's dates."]);
  if (!covers(names, hostname)) {
    trouble.push([
      "bad",
      `It is not made for ${hostname}.`,
      "Install one with that name, or change the host name under Listeners.",
    ]);
  }
  const chain = chainTrouble(`${tls.authorizationError ?? ""}`);
  if (chain !== null) trouble.push(chain);
  const [worst] = [...trouble].sort(([a], [b]) => (a === b ? 0 : a === "bad" ? -1 : 1));
  const what = `${keyType}, for ${names.join(", ") || "no name"}, by ${issuer}, until ${notAfterAt.toISOString().slice(0, 10)}.`;
  return finding("listener", about, worst?.[0] ?? "good", {
    seen: [what, ...trouble.map(([, seen]) => seen)].join(" "),
    remedy: trouble.length === 0 ? null : trouble.map(([, , remedy]) => remedy).join(" "),
  });
}

/** What OpenSSL says of the chain, by its codes; names and dates are looked at apart. */
function chainTrouble(code: string): readonly [FindingVerdict, string, string] | null {
  if (/SELF_SIGNED/.test(code)) {
    return [
      "warning",
      "It is self-signed: mail programs ask whether to trust it.",
      "Fetch one by ACME, or upload one that an authority signed.",
    ];
  }
  if (/UNABLE_TO_(GET|VERIFY)|ISSUER/.test(code)) {
    return [
      "bad",
      "Its chain does not lead to a root that mail programs know.",
      "Upload it again together with the certificates between.",
    ];
  }
  return null;
}
