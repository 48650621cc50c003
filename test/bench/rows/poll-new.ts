import type { Row } from "./row.ts";
import { signInScript } from "./sign-in.ts";
import { warmUp } from "./warm-up.ts";

const script = `
open
+OK USER {user}
+OK PASS {pass}
+OK. UIDL
+OK. RETR 1
+OK. RETR 2
+OK DELE 1
+OK DELE 2
+OK QUIT
unit
close
`;

const accounts = 200;
const connections = 16;
const sizes = 8_192;
/** Of an account in a round; what it finds stays, so that the last session finds some too. */
const sessionsEach = (isQuick: boolean) => (isQuick ? 5 : 20);
const left = 20;

/** A client that takes its mail away finds two messages. QUIT answers after the removal is committed. */
export const pollNew: Row = {
  name: "poll-new",
  title: "Poll with RETR 2, DELE 2, QUIT, 8 KB, 16 connections",
  figures: [
    { key: "rate", title: "polls", unit: "sessions/s", better: "more", target: { ratioAtLeast: 2 } },
    { key: "cpuUs", title: "server CPU", unit: "µs/session", better: "less" },
    { key: "p99Ms", title: "99 % within", unit: "ms", better: "less" },
  ],
  async prepare(server) {
    await server.addAccounts(accounts, "plain");
    await server.fill({ accounts, messages: left, sizes });
  },
  async round(server, bench) {
    const sessions = sessionsEach(bench.isQuick);
    await server.fill({ accounts, messages: 2 * sessions, sizes });
    const load = { port: server.ports.pop3, script, connections, accounts, order: "in-turn" as const };
    // The first look at what was delivered, and the password's check, belong to nobody's session.
    await warmUp(bench, { port: load.port, script: signInScript, accounts }, 1);
    const { rate, cpuUs, p99Us } = await bench.measure(server, { ...load, units: accounts * sessions });
    return { rate, cpuUs, p99Ms: p99Us / 1000 };
  },
};
