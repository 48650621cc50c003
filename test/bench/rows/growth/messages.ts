import { pollScript } from "../poll-empty.ts";
import type { Figure, Measured, Row } from "../row.ts";

const sizes = [1, 10, 1_000, 144_524];
const sessions = 20;

/** Account n has the n-th of these numbers of messages. */
export const growthOfMessages: Row = {
  name: "growth-messages",
  title: "Growth: a poll (USER PASS STAT UIDL QUIT) by messages in the maildrop, 1 connection",
  figures: sizes.map((messages): Figure => {
    return { key: `${messages}`, title: `${messages.toLocaleString("en-US")} messages`, unit: "ms", better: "less" };
  }),
  async prepare(server, bench) {
    await server.addAccounts(sizes.length, "cheap");
    for (const [index, messages] of sizes.entries()) {
      await server.fill({ firstAccount: index + 1, accounts: 1, messages, sizes: 2_048 });
    }
    const load = { port: server.ports.pop3, script: pollScript, connections: 1, accounts: sizes.length };
    await bench.run({ ...load, units: 2 * sizes.length });
  },
  async round(server, bench) {
    const measured: Record<string, number> = {};
    for (const [index, messages] of sizes.entries()) {
      const load = {
        port: server.ports.pop3,
        script: pollScript,
        connections: 1,
        accounts: 1,
        firstAccount: index + 1,
      };
      const { p50Us } = await bench.run({ ...load, units: sessions });
      measured[messages] = p50Us / 1000;
    }
    return measured satisfies Measured;
  },
};
