import type { Row } from "./row.ts";

/** One connection delivers message after message, as an MTA does that has a queue. */
export const deliverScript = `
open
250 LHLO bench.example
loop
pace
begin
250 MAIL FROM:<sender@example.net>
& 250 RCPT TO:<{user}>
& 354 DATA
250 {message}
unit
again
221 QUIT
close
`;

const accounts = 400;

/** Each message is on disk to stay before it is answered. */
export const lmtp: Row = {
  name: "lmtp",
  title: "LMTP, 8 KB, durable",
  figures: [
    { key: "rateOfOne", title: "1 connection", unit: "messages/s", better: "more", target: { ratioAtLeast: 2.5 } },
    { key: "cpuOfOneUs", title: "server CPU", unit: "µs/message", better: "less" },
    { key: "rateOfEight", title: "8 connections", unit: "messages/s", better: "more", target: { ratioAtLeast: 5 } },
    { key: "cpuOfEightUs", title: "server CPU", unit: "µs/message", better: "less" },
  ],
  async prepare(server, bench) {
    await server.addAccounts(accounts, "plain");
    await bench.run(loadOf(server.ports.lmtp, bench.messageFile(8_192), 8, { units: 2 * accounts }));
  },
  async round(server, bench) {
    const file = bench.messageFile(8_192);
    const { seconds } = bench;
    const one = await bench.measure(server, loadOf(server.ports.lmtp, file, 1, { seconds }));
    const eight = await bench.measure(server, loadOf(server.ports.lmtp, file, 8, { seconds }));
    return { rateOfOne: one.rate, cpuOfOneUs: one.cpuUs, rateOfEight: eight.rate, cpuOfEightUs: eight.cpuUs };
  },
};

function loadOf(port: number, messageFile: string, connections: number, end: { seconds?: number; units?: number }) {
  return { port, script: deliverScript, messageFile, connections, accounts, order: "in-turn" as const, ...end };
}
