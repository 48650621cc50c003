import type { Row } from "./row.ts";
import { warmUp } from "./warm-up.ts";

export const pollScript = `
open
+OK USER {user}
+OK PASS {pass}
+OK STAT
+OK. UIDL
+OK QUIT
unit
close
`;

const accounts = 96;
const messages = 100;

/** A client that keeps its mail on the server looks for new mail and finds none. */
export const pollEmpty: Row = {
  name: "poll-empty",
  title: "Poll, nothing new (USER PASS STAT UIDL QUIT), 100 messages, 16 connections",
  figures: [
    { key: "rate", title: "polls", unit: "sessions/s", better: "more", target: { ratioAtLeast: 3.5 } },
    { key: "cpuUs", title: "server CPU", unit: "µs/session", better: "less" },
    { key: "p99Ms", title: "99 % within", unit: "ms", better: "less" },
  ],
  async prepare(server, bench) {
    await server.addAccounts(accounts, "plain");
    await server.fill({ accounts, messages, sizes: 2_048 });
    await warmUp(bench, { port: server.ports.pop3, script: pollScript, accounts }, 3);
  },
  async round(server, bench) {
    const load = { port: server.ports.pop3, script: pollScript, connections: 16, accounts, seconds: bench.seconds };
    const { rate, cpuUs, p99Us } = await bench.measure(server, load);
    return { rate, cpuUs, p99Ms: p99Us / 1000 };
  },
};
