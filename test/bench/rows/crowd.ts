import { largeMaildrop } from "./large-maildrop.ts";
import { deliverScript } from "./lmtp.ts";
import type { Row } from "./row.ts";
import { signInScript } from "./sign-in.ts";
import { warmUp } from "./warm-up.ts";

/** Accounts 1 to 200 sign in and receive; the next one is listed; those after it are emptied, one after the other. */
const small = 200;
const listed = small + 1;
const emptiedEachRound = 2;
const roundsOf = (rounds: number) => Math.min(rounds, 3);
const signInsPerSecond = 100;
const secondsOfCrowd = (isQuick: boolean) => (isQuick ? 5 : 15);

const listScript = `
open
+OK USER {user}
+OK PASS {pass}
loop
begin
+OK. LIST
unit
again
+OK QUIT
close
`;

const emptyScript = (messages: number) => `
open
+OK USER {user}
+OK PASS {pass}
1-${messages}/50 +OK DELE {n}
+OK QUIT
unit
close
`;

const pacedSignIn = `pace\nbegin\n${signInScript}`;

/** What an ordinary client notices while others are demanding. */
export const crowd: Row = {
  name: "crowd",
  title: "Sign-ins while one client lists 144,524 messages, one removes as many, LMTP delivers at half its top rate",
  rounds: ({ rounds }) => roundsOf(rounds),
  figures: [
    { key: "p99Ms", title: "99 % within", unit: "ms", better: "less", target: { atMost: 20 } },
    { key: "p50Ms", title: "median", unit: "ms", better: "less" },
    { key: "maxMs", title: "longest", unit: "ms", better: "less" },
    { key: "deliveries", title: "deliveries meanwhile", unit: "messages/s", better: "neither" },
    { key: "lists", title: "listings meanwhile", unit: "lists/s", better: "neither" },
  ],
  async prepare(server, bench) {
    const emptied = emptiedEachRound * roundsOf(bench.rounds);
    await server.addAccounts(listed + emptied, "plain");
    await server.fill({ accounts: small, messages: 10, sizes: largeMaildrop.octets });
    await server.fill({
      firstAccount: listed,
      accounts: 1 + emptied,
      messages: largeMaildrop.messages(bench.isQuick),
      sizes: largeMaildrop.octets,
    });
    await warmUp(bench, { port: server.ports.pop3, script: signInScript, accounts: listed + emptied });
  },
  async round(server, bench) {
    const { pop3, lmtp } = server.ports;
    const seconds = secondsOfCrowd(bench.isQuick);
    const messageFile = bench.messageFile(8_192);
    const delivery = {
      port: lmtp,
      script: deliverScript,
      messageFile,
      connections: 8,
      accounts: small,
      order: "in-turn" as const,
    };
    const top = await bench.measure(server, { ...delivery, seconds: bench.seconds });
    const others = [
      bench.begin({ ...delivery, rate: top.rate / 2 }),
      bench.begin({ port: pop3, script: listScript, connections: 1, firstAccount: listed, accounts: 1 }),
      bench.begin({
        port: pop3,
        script: emptyScript(largeMaildrop.messages(bench.isQuick)),
        connections: 1,
        firstAccount: listed + 1 + bench.round * emptiedEachRound,
        accounts: emptiedEachRound,
        order: "each-once",
      }),
    ] as const;
    const signIns = await bench.run({
      port: pop3,
      script: pacedSignIn,
      connections: 16,
      accounts: small,
      rate: signInsPerSecond,
      seconds,
    });
    const [delivered, lists] = await Promise.all(others.map((load) => load.finish()));
    return {
      p99Ms: signIns.p99Us / 1000,
      p50Ms: signIns.p50Us / 1000,
      maxMs: signIns.maxUs / 1000,
      deliveries: (delivered?.units ?? 0) / (delivered?.seconds ?? 1),
      lists: (lists?.units ?? 0) / (lists?.seconds ?? 1),
    };
  },
};
