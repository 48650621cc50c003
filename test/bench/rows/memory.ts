import { setTimeout as wait } from "node:timers/promises";
import { memoryOctets } from "../process-tree.ts";
import type { MailServer } from "../servers/mail-server.ts";
import type { Bench, Row } from "./row.ts";
import { signInScript } from "./sign-in.ts";
import { warmUp } from "./warm-up.ts";

const holdScript = `
open
+OK USER {user}
+OK PASS {pass}
+OK STAT
hold
+OK QUIT
unit
close
`;

/** Fewer would drown in what a heap grows and shrinks by itself. */
const accounts = 5_000;
/** Sign-ins before anything is weighed: what grows once (a heap, a cache) is not counted for the connections. */
const warmUps = 2_000;
const opening = 64;
/** Until what signing in has left behind is given back: V8 tidies up some seconds after the work is over. */
const restMs = 12_000;

/** Proportional set size of all processes, with and without the connections. */
export const memory: Row = {
  name: "memory",
  title: "Memory of an idle signed-in connection, 5,000 held",
  rounds: ({ rounds }) => Math.min(rounds, 3),
  needsTls: true,
  figures: [
    { key: "plain", title: "in the clear", unit: "kB", better: "less", target: { atMost: 10 } },
    { key: "tls", title: "TLS", unit: "kB", better: "less", target: { atMost: 40 } },
    { key: "base", title: "server without connections", unit: "MB", better: "less" },
  ],
  async prepare(server) {
    await server.addAccounts(accounts, "cheap");
    await server.fill({ accounts, messages: 3, sizes: 2_048 });
  },
  async round(server, bench) {
    const plain = await weigh(server, bench, false);
    const tls = await weigh(server, bench, true);
    return { plain: plain.each / 1000, tls: tls.each / 1000, base: plain.base / 1e6 };
  },
};

/** Octets of a connection, in a server that was started a little while ago. */
async function weigh(server: MailServer, bench: Bench, isTls: boolean): Promise<{ each: number; base: number }> {
  await server.stop();
  await server.start();
  const common = { port: isTls ? server.ports.pop3s : server.ports.pop3, tls: isTls, accounts };
  await warmUp(bench, { ...common, script: signInScript, accounts: warmUps }, 1);
  await wait(restMs);
  const base = memoryOctets(server.pid);
  const load = bench.begin({ ...common, script: holdScript, connections: accounts, opening, units: accounts });
  await load.held;
  await wait(restMs);
  const held = memoryOctets(server.pid);
  load.release();
  await load.result;
  await wait(restMs);
  // A heap that had not been tidied up before would hide what the connections take: the lesser of before and after counts.
  const without = Math.min(base, memoryOctets(server.pid));
  return { each: (held - without) / accounts, base };
}
