import { setTimeout as wait } from "node:timers/promises";
import { largeMaildrop } from "./large-maildrop.ts";
import type { Row } from "./row.ts";

/** Signed in on the same process, it asks every millisecond: the longest answer is the longest time that nobody else was served. */
export const probeScript = `
open
+OK USER {user}
+OK PASS {pass}
loop
pace
begin
+OK NOOP
unit
again
+OK QUIT
close
`;

const removeScript = (messages: number) => `
open
+OK USER {user}
+OK PASS {pass}
1-${messages}/50 +OK DELE {n}
hold
begin
+OK QUIT
unit
close
`;

const probeAccount = 1;
const probesPerSecond = 1_000;
/** What a server does after its answer to QUIT is watched as well. */
const watchedAfterMs = 2_000;

/** Everything is removed at once. The answer to QUIT says that it is committed. */
export const largeRemoval: Row = {
  name: "large-removal",
  title: "144,524 messages: QUIT after DELE of all",
  rounds: ({ rounds }) => Math.min(rounds, 3),
  figures: [
    { key: "quitMs", title: "QUIT to its answer", unit: "ms", better: "less", target: { ratioAtLeast: 10 } },
    { key: "blockMs", title: "longest wait of another client", unit: "ms", better: "less", target: { atMost: 10 } },
    { key: "waitP99Ms", title: "99 % of its waits within", unit: "ms", better: "less" },
  ],
  async prepare(server, bench) {
    const rounds = Math.min(bench.rounds, 3);
    await server.addAccounts(probeAccount + rounds, "cheap");
    await server.fill({ accounts: 1, messages: 1, sizes: largeMaildrop.octets });
    await server.fill({
      firstAccount: probeAccount + 1,
      accounts: rounds,
      messages: largeMaildrop.messages(bench.isQuick),
      sizes: largeMaildrop.octets,
    });
  },
  async round(server, bench) {
    const { pop3: port } = server.ports;
    const script = removeScript(largeMaildrop.messages(bench.isQuick));
    const firstAccount = probeAccount + 1 + bench.round;
    const common = { port, connections: 1, accounts: 1, patienceSeconds: 120 };
    const removal = bench.begin({ ...common, script, firstAccount, units: 1 });
    await removal.held;
    const probe = bench.begin({ ...common, script: probeScript, firstAccount: probeAccount, rate: probesPerSecond });
    await wait(200);
    removal.release();
    const { meanUs } = await removal.result;
    await wait(watchedAfterMs);
    const { maxUs, p99Us } = await probe.finish();
    return { quitMs: meanUs / 1000, blockMs: maxUs / 1000, waitP99Ms: p99Us / 1000 };
  },
};
