import type { Row } from "./row.ts";
import { warmUp } from "./warm-up.ts";

export const signInScript = `
open
+OK USER {user}
+OK PASS {pass}
+OK STAT
+OK QUIT
unit
close
`;

const accounts = 96;
const messages = 100;

/** The most frequent thing that happens to a POP3 server. Popdesk's verified-credential cache is warm; Dovecot has passwords in clear. */
export const signIn: Row = {
  name: "sign-in",
  title: "Sign-ins (USER PASS STAT QUIT), credential cache warm",
  figures: [
    {
      key: "rate",
      title: "16 connections",
      unit: "sessions/s",
      better: "more",
      target: { ratioAtLeast: 3.5 },
    },
    { key: "cpuUs", title: "server CPU", unit: "µs/session", better: "less" },
    { key: "rateOfTwo", title: "2 connections", unit: "sessions/s", better: "more" },
    { key: "p50Ms", title: "2 connections, median session", unit: "ms", better: "less" },
    { key: "generator", title: "generator, of a core", unit: "%", better: "neither" },
  ],
  async prepare(server, bench) {
    await server.addAccounts(accounts, "plain");
    await server.fill({ accounts, messages: bench.isQuick ? 10 : messages, sizes: 2_048 });
    await warmUp(bench, { port: server.ports.pop3, script: signInScript, accounts }, 3);
  },
  async round(server, bench) {
    const { seconds } = bench;
    const load = { port: server.ports.pop3, script: signInScript, accounts, seconds };
    const many = await bench.measure(server, { ...load, connections: 16 });
    const two = await bench.measure(server, { ...load, connections: 2, seconds: seconds / 2 });
    return {
      rate: many.rate,
      cpuUs: many.cpuUs,
      rateOfTwo: two.rate,
      p50Ms: two.p50Us / 1000,
      generator: many.generatorShare * 100,
    };
  },
};
