import type { Row, Target } from "./row.ts";
import { warmUp } from "./warm-up.ts";

const accounts = 64;
const messages = 100;
/** Of a session; the accounts' maildrops differ by chance. */
const leastOctets = 1_500_000;

interface Variant {
  readonly name: string;
  readonly title: string;
  /** Commands without an answer at most. */
  readonly depth: number;
  readonly isTls: boolean;
  readonly workers: number;
  readonly target: Target;
}

/** Every message of a maildrop, as after a new client was set up: 100 messages of 21 KB on average. */
function retrRow({ name, title, depth, isTls, workers, target }: Variant): Row {
  const script = `
open
+OK USER {user}
+OK PASS {pass}
+OK STAT
1-${messages}/${depth} +OK. RETR {n}
+OK QUIT
unit
close
`;
  return {
    name,
    title,
    workers,
    needsTls: isTls,
    figures: [
      { key: "rate", title: "messages", unit: "messages/s", better: "more", target },
      { key: "megabytes", title: "octets", unit: "MB/s", better: "more" },
      { key: "cpuUs", title: "server CPU", unit: "µs/message", better: "less" },
      { key: "generator", title: "generator, of a core", unit: "%", better: "neither" },
    ],
    async prepare(server, bench) {
      await server.addAccounts(accounts, "plain");
      await server.fill({ accounts, messages, sizes: "mix" });
      const port = isTls ? server.ports.pop3s : server.ports.pop3;
      // Each worker has caches of its own.
      await warmUp(bench, { port, tls: isTls, script, accounts }, 2 * workers);
    },
    async round(server, bench) {
      const port = isTls ? server.ports.pop3s : server.ports.pop3;
      const load = { port, tls: isTls, script, connections: 8, accounts, seconds: bench.seconds };
      const { rate, cpuUs, octetsRead, seconds, units, generatorShare } = await bench.measure(server, load, messages);
      // Both were filled with the same mail; half of it would be twice as fast.
      if (octetsRead / units < leastOctets)
        throw new Error(`${server.name} sent only ${octetsRead / units} octets a session`);
      return { rate, cpuUs, megabytes: octetsRead / seconds / 1e6, generator: generatorShare * 100 };
    },
  };
}

function variants(workers: number, suffix: string, targets: readonly [number, number, number]): Row[] {
  const processes = workers === 1 ? "" : `, ${workers} workers`;
  return [
    retrRow({
      name: `retr${suffix}`,
      title: `RETR all, mean 21 KB, 8 connections${processes}`,
      depth: 1,
      isTls: false,
      workers,
      target: { ratioAtLeast: targets[0] },
    }),
    retrRow({
      name: `retr-pipelined${suffix}`,
      title: `RETR all, 16 pipelined${processes}`,
      depth: 16,
      isTls: false,
      workers,
      target: { ratioAtLeast: targets[1] },
    }),
    retrRow({
      name: `retr-tls${suffix}`,
      title: `RETR all over TLS${processes}`,
      depth: 1,
      isTls: true,
      workers,
      target: { ratioAtLeast: targets[2] },
    }),
  ];
}

export const retr: readonly Row[] = [...variants(1, "", [1.3, 1.4, 1.9]), ...variants(2, "-2", [1.8, 1.9, 2.2])];
