import { deliverScript } from "./lmtp.ts";
import type { Measured, Row } from "./row.ts";

const accounts = 40;
const cycles = 4;
const messagesEach = (isQuick: boolean) => (isQuick ? 20 : 100);

/** POP3's daily life: mail comes, is collected and removed. A store of one file a message decays by it: ext4 makes new files slowly after many were removed. */
export const deliverAndCollect: Row = {
  name: "deliver-and-collect",
  title: "Four rounds: deliver 4,000 of 8 KB, collect and remove 4,000",
  rounds: () => cycles,
  figures: [
    { key: "rate", title: "delivery in the fourth", unit: "messages/s", better: "more", target: { ratioAtLeast: 7 } },
    { key: "ofFirst", title: "fourth of the own first", unit: "share", better: "neither", target: { atLeast: 0.9 } },
    { key: "collectRate", title: "collection in the fourth", unit: "messages/s", better: "more" },
    { key: "cpuUs", title: "server CPU, delivery", unit: "µs/message", better: "less" },
  ],
  async prepare(server) {
    await server.addAccounts(accounts, "cheap");
  },
  async round(server, bench) {
    const each = messagesEach(bench.isQuick);
    const delivered = await bench.measure(server, {
      port: server.ports.lmtp,
      script: deliverScript,
      messageFile: bench.messageFile(8_192),
      connections: 8,
      accounts,
      order: "in-turn",
      units: accounts * each,
    });
    const collected = await bench.measure(
      server,
      { port: server.ports.pop3, script: collectScript(each), connections: 8, accounts, order: "each-once" },
      each,
    );
    return { rate: delivered.rate, cpuUs: delivered.cpuUs, collectRate: collected.rate };
  },
  summary(rounds): Measured {
    const [first, last] = [rounds[0], rounds.at(-1)];
    return { ...last, ofFirst: (last?.rate ?? Number.NaN) / (first?.rate ?? Number.NaN) };
  },
};

const collectScript = (messages: number) => `
open
+OK USER {user}
+OK PASS {pass}
1-${messages}/16 +OK. RETR {n}
1-${messages}/16 +OK DELE {n}
+OK QUIT
unit
close
`;
