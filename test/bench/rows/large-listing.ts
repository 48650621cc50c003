import { median } from "../measure-row.ts";
import type { MailServer } from "../servers/mail-server.ts";
import { largeMaildrop } from "./large-maildrop.ts";
import { deliverScript } from "./lmtp.ts";
import type { Bench, Row } from "./row.ts";

const script = `
open
+OK USER {user}
+OK PASS {pass}
+OK STAT
+OK. LIST
+OK. UIDL
+OK. TOP 1 0
+OK QUIT
unit
close
`;

const warmSessions = 5;
const deliveries = 3;

/** A client that keeps everything on the server, in a maildrop as large as they come. */
export const largeListing: Row = {
  name: "large-listing",
  title: "144,524 messages: greeting to QUIT (USER PASS STAT LIST UIDL TOP 1 0 QUIT)",
  figures: [
    { key: "warmMs", title: "warm", unit: "ms", better: "less", target: { ratioAtLeast: 15 } },
    { key: "deliveredMs", title: "after one delivery", unit: "ms", better: "less", target: { ratioAtLeast: 15 } },
    { key: "startedMs", title: "first after a start", unit: "ms", better: "less", target: { ratioAtLeast: 3 } },
  ],
  async prepare(server, bench) {
    await server.addAccounts(1, "cheap");
    await server.fill({ accounts: 1, messages: largeMaildrop.messages(bench.isQuick), sizes: largeMaildrop.octets });
    await sessionMs(server, bench, 2);
  },
  async round(server, bench) {
    const warmMs = await sessionMs(server, bench, warmSessions);
    const delivered: number[] = [];
    for (let index = 0; index < deliveries; index += 1) {
      await deliverOne(server, bench);
      delivered.push(await sessionMs(server, bench, 1));
    }
    await server.stop();
    await server.start();
    const startedMs = await sessionMs(server, bench, 1);
    await sessionMs(server, bench, 1);
    return { warmMs, deliveredMs: median(delivered), startedMs };
  },
};

async function sessionMs(server: MailServer, bench: Bench, sessions: number): Promise<number> {
  const load = { port: server.ports.pop3, script, connections: 1, accounts: 1, units: sessions };
  const { p50Us, meanUs } = await bench.run(load);
  return (sessions === 1 ? meanUs : p50Us) / 1000;
}

async function deliverOne(server: MailServer, bench: Bench): Promise<void> {
  await bench.run({
    port: server.ports.lmtp,
    script: deliverScript,
    messageFile: bench.messageFile(largeMaildrop.octets),
    connections: 1,
    accounts: 1,
    units: 1,
  });
}
