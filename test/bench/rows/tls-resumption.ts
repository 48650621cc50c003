import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "./row.ts";

/** The ticket comes with the first answer after the handshake (TLS 1.3). */
const script = `
open
+OK. CAPA
+OK QUIT
unit
close
`;

/** A client that keeps its ticket and offers it again, to whichever process answers. */
export const tlsResumption: Row = {
  name: "tls-resumption",
  title: "TLS: clients that offer a ticket, 2 workers, 16 connections",
  workers: 2,
  needsTls: true,
  figures: [
    { key: "share", title: "resumed", unit: "%", better: "more", target: { atLeast: 95 } },
    { key: "shareAfter", title: "resumed after a restart", unit: "%", better: "more", target: { atLeast: 95 } },
    { key: "rate", title: "connections", unit: "connections/s", better: "more" },
    { key: "cpuUs", title: "server CPU", unit: "µs/connection", better: "less" },
  ],
  async prepare() {},
  async round(server, bench) {
    const ticketFile = join(bench.directory, "tickets");
    rmSync(ticketFile, { force: true });
    const load = () => ({
      port: server.ports.pop3s,
      script,
      connections: 16,
      accounts: 1,
      tls: true,
      reuseTickets: true,
      ticketFile,
    });
    const before = await bench.measure(server, { ...load(), seconds: bench.seconds });
    await server.stop();
    await server.start();
    // Each connection once: what was given before the restart, and nothing newer.
    const after = await bench.run({ ...load(), units: 16 });
    return {
      share: (100 * before.resumed) / before.offered,
      shareAfter: (100 * after.resumed) / after.offered,
      rate: before.rate,
      cpuUs: before.cpuUs,
    };
  },
};
