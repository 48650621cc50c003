import type { Figure, Row } from "../row.ts";
import { signInScript } from "../sign-in.ts";
import { warmUp } from "../warm-up.ts";

const connections = [1, 10, 100, 1_000];
const accounts = 2_000;

export const growthOfConnections: Row = {
  name: "growth-connections",
  title: "Growth: sign-ins (USER PASS STAT QUIT) by connections at once",
  figures: connections.flatMap((count): Figure[] => {
    const title = `${count.toLocaleString("en-US")} at once`;
    return [
      { key: `rate${count}`, title, unit: "sessions/s", better: "more" },
      { key: `cpuUs${count}`, title: `${title}, server CPU`, unit: "µs/session", better: "less" },
      { key: `p99Ms${count}`, title: `${title}, 99 % within`, unit: "ms", better: "less" },
    ];
  }),
  async prepare(server, bench) {
    await server.addAccounts(accounts, "cheap");
    await server.fill({ accounts, messages: 10, sizes: 2_048 });
    await warmUp(bench, { port: server.ports.pop3, script: signInScript, accounts });
  },
  async round(server, bench) {
    const measured: Record<string, number> = {};
    for (const count of connections) {
      const load = { port: server.ports.pop3, script: signInScript, connections: count, accounts };
      const { rate, cpuUs, p99Us } = await bench.measure(server, { ...load, seconds: bench.seconds });
      Object.assign(measured, { [`rate${count}`]: rate, [`cpuUs${count}`]: cpuUs, [`p99Ms${count}`]: p99Us / 1000 });
    }
    return measured;
  },
};
