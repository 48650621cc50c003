import type { Passwords } from "../servers/mail-server.ts";
import type { Row } from "./row.ts";
import { signInScript } from "./sign-in.ts";
import { warmUp } from "./warm-up.ts";

/** Accounts that no round has used: each signs in once, so that nothing about it is cached. */
const freshEachRound = 2_500;
const warmAccounts = 96;

/** Both servers verify the same hashes. */
function argon2idRow(name: string, cost: string, passwords: Passwords): Row {
  return {
    name,
    title: `Sign-ins, ARGON2ID of ${cost} for both, 16 connections`,
    figures: [
      {
        key: "coldRate",
        title: "each account's first",
        unit: "sessions/s",
        better: "more",
        target: { ratioAtLeast: 2.5 },
      },
      { key: "coldCpuUs", title: "server CPU", unit: "µs/session", better: "less" },
      { key: "warmRate", title: "cache warm", unit: "sessions/s", better: "more", target: { ratioAtLeast: 200 } },
      { key: "warmCpuUs", title: "server CPU", unit: "µs/session", better: "less" },
    ],
    async prepare(server, bench) {
      await server.addAccounts(warmAccounts + bench.rounds * freshEachRound, passwords);
      await warmUp(bench, { port: server.ports.pop3, script: signInScript, accounts: warmAccounts });
    },
    async round(server, bench) {
      const load = { port: server.ports.pop3, script: signInScript, connections: 16, seconds: bench.seconds };
      const cold = await bench.measure(server, {
        ...load,
        firstAccount: warmAccounts + 1 + bench.round * freshEachRound,
        accounts: freshEachRound,
        order: "each-once",
      });
      const warm = await bench.measure(server, { ...load, accounts: warmAccounts });
      return { coldRate: cold.rate, coldCpuUs: cold.cpuUs, warmRate: warm.rate, warmCpuUs: warm.cpuUs };
    },
  };
}

/** Popdesk's own cost, and the one that is Dovecot's default. */
export const signInArgon2id: readonly Row[] = [
  argon2idRow("sign-in-argon2id", "19 MiB and 2 passes", "argon2id"),
  argon2idRow("sign-in-argon2id-64", "64 MiB and 3 passes", "costly"),
];
