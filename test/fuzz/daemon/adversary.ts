import { createConnection, type NetConnectOpts, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { connect as startTls } from "node:tls";
import fc from "fast-check";
import { lmtpSpeech } from "../lmtp-speech.ts";
import { cut, hostile, octets, sizes, text } from "../octets.ts";
import { pop3Speech } from "../pop3-speech.ts";
import { damagedProxyHeader, proxyHeader } from "../proxy-speech.ts";

/** What one client does to the daemon. */
export interface Attack {
  readonly listener: "POP3" | "POP3S" | "PROXIED" | "LMTP" | "LMTP socket";
  /** Shakes hands before it speaks; on POP3S without it, octets come where a handshake should. */
  readonly isTls: boolean;
  readonly said: string;
  readonly sizes: readonly number[];
  readonly reads: boolean;
  /** How it leaves: a FIN and silence, a FIN after the answers, a RST, or not before all others have. */
  readonly ending: "half-close" | "close" | "reset" | "stays";
}

const common = {
  sizes,
  reads: fc.constantFrom(true, true, true, false),
  ending: fc.constantFrom("half-close", "close", "reset", "stays" as const),
};

/** POP3 speech never has its QUIT here, so nothing may ever be removed. */
export function attacks(
  account: { readonly name: string; readonly password: string },
  recipient: fc.Arbitrary<string>,
): fc.Arbitrary<Attack> {
  const harmless = pop3Speech(account).map((said) => said.replaceAll(/quit/gi, "NOOP"));
  const pop3 = fc.oneof({ weight: 9, arbitrary: harmless }, { weight: 1, arbitrary: hostile(400).map(text) });
  const proxied = fc.oneof(
    { weight: 3, arbitrary: proxyHeader.map(({ header }) => text(header)) },
    { weight: 1, arbitrary: damagedProxyHeader.map(text) },
  );
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ ...common, listener: fc.constant("POP3"), isTls: fc.constant(false), said: pop3 }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...common,
        listener: fc.constant("POP3S"),
        isTls: fc.constantFrom(true, true, false),
        said: pop3,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...common,
        listener: fc.constant("PROXIED"),
        isTls: fc.constant(false),
        said: fc.tuple(proxied, pop3).map((both) => both.join("")),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        ...common,
        listener: fc.constantFrom("LMTP", "LMTP socket"),
        isTls: fc.constant(false),
        said: lmtpSpeech(recipient),
      }),
    },
  ) as fc.Arbitrary<Attack>;
}

/** All it heard, which is nothing where it does not read. Resolves when it has left, or at `allOver` where it stays. */
export async function carryOut(attack: Attack, where: NetConnectOpts, allOver: Promise<void>): Promise<string> {
  const plain = createConnection(where);
  const socket = attack.isTls ? startTls({ socket: plain, rejectUnauthorized: false, ALPNProtocols: ["pop3"] }) : plain;
  let heard = "";
  for (const each of new Set([plain, socket])) each.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  if (attack.reads) socket.on("data", (chunk: Buffer) => (heard += chunk.toString("latin1")));
  for (const piece of cut(octets(attack.said), attack.sizes)) {
    if (socket.destroyed) break;
    socket.write(piece);
    await nextTurn();
  }
  if (attack.ending === "half-close") socket.end();
  if (attack.ending === "half-close" && attack.reads) await Promise.race([closed, allOver]);
  if (attack.ending === "stays") await allOver;
  if (attack.ending === "close" && attack.reads) await Promise.race([closed, quiet(socket)]);
  // A unix socket knows no RST.
  if (attack.ending === "reset" && !("path" in where)) plain.resetAndDestroy();
  else socket.destroy();
  await closed;
  return heard;
}

/** Resolves after a moment in which nothing came. */
function quiet(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.setTimeout(100, resolve));
}
