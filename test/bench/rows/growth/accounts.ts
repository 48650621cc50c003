import type { Figure, Row } from "../row.ts";
import { signInScript } from "../sign-in.ts";
import { warmUp } from "../warm-up.ts";

const sizes = [100, 1_000, 10_000, 100_000];
const sizesOf = (isQuick: boolean) => (isQuick ? sizes.slice(0, 3) : sizes);

/** Every account in its turn, so that a cache that holds fewer holds none of those that come. */
export const growthOfAccounts: Row = {
  name: "growth-accounts",
  title: "Growth: sign-ins (USER PASS STAT QUIT) by accounts that take turns, 16 connections",
  figures: sizes.flatMap((count): Figure[] => {
    const title = `${count.toLocaleString("en-US")} accounts`;
    return [
      { key: `rate${count}`, title, unit: "sessions/s", better: "more" },
      { key: `cpuUs${count}`, title: `${title}, server CPU`, unit: "µs/session", better: "less" },
    ];
  }),
  async prepare(server, bench) {
    const accounts = sizesOf(bench.isQuick).at(-1) ?? 0;
    await server.addAccounts(accounts, "cheap");
    await server.fill({ accounts, messages: 1, sizes: 2_048 });
    // Each maildrop once: what a server makes at the first sign-in is not what is asked here.
    await warmUp(bench, { port: server.ports.pop3, script: signInScript, accounts }, 1);
  },
  async round(server, bench) {
    const measured: Record<string, number> = {};
    for (const count of sizesOf(bench.isQuick)) {
      const load = { port: server.ports.pop3, script: signInScript, connections: 16, accounts: count };
      const { rate, cpuUs } = await bench.measure(server, { ...load, order: "in-turn", seconds: bench.seconds });
      Object.assign(measured, { [`rate${count}`]: rate, [`cpuUs${count}`]: cpuUs });
    }
    return measured;
  },
};
