/** `npx tsx test/bench/idle.ts [connections] [tls]`: how many idle signed-in clients one worker holds, and what each costs in memory. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { OpenFiles } from "#pop3d/net/worker/open-files.ts";
import { buildGenerator } from "./generator/build.ts";
import { LoadGenerator } from "./load.ts";
import { memoryOctets, openFiles } from "./process-tree.ts";
import { signInScript } from "./rows/sign-in.ts";
import { makeCertificate } from "./servers/certificate.ts";
import { Popdesk } from "./servers/popdesk.ts";

const connections = Number(process.argv[2] ?? 10_000);
const isTls = process.argv[3] === "tls";
const holdScript = "\nopen\n+OK USER {user}\n+OK PASS {pass}\n+OK STAT\nhold\n+OK QUIT\nunit\nclose\n";
/** V8 tidies up some seconds after the work is over. */
const restMs = 12_000;
/** On each side, for bodies, the database, the log. */
const otherFiles = 128;
const progressMs = 5_000;

const { limit } = new OpenFiles();
if (connections + otherFiles > limit) {
  console.error(
    `${connections} clients need ${connections + otherFiles} open files on each side; this shell gives ${limit}.`,
  );
  console.error("Raise the limit (ulimit -Hn, or LimitNOFILE= of a service), or hold fewer.");
  process.exit(1);
}

const directory = mkdtempSync(join(tmpdir(), "popdesk-idle-"));
const own = join(directory, "popdesk");
mkdirSync(own);
const server = new Popdesk({ directory: own, certificate: makeCertificate(), workers: 1, bodyStore: "segments" });
try {
  await server.install();
  await server.start();
  await server.addAccounts(connections, "cheap");
  const load = new LoadGenerator(buildGenerator(), directory);
  const common = { port: isTls ? server.ports.pop3s : server.ports.pop3, tls: isTls, accounts: connections };
  await load.run({ ...common, script: signInScript, connections: 16, order: "in-turn", units: 2_000 });
  await wait(restMs);
  const before = memoryOctets(server.pid);
  const startedAt = performance.now();
  const held = load.begin({ ...common, script: holdScript, connections, opening: 64, units: connections });
  const progress = setInterval(() => console.log(`${openFiles(server.pid)} files open at the server`), progressMs);
  await held.held.finally(() => clearInterval(progress));
  const seconds = (performance.now() - startedAt) / 1000;
  await wait(restMs);
  const each = (memoryOctets(server.pid) - before) / connections;
  held.release();
  await held.result;
  console.log(
    `${connections} clients ${isTls ? "inside TLS" : "in the clear"}, all signed in after ${seconds.toFixed(1)} s`,
  );
  console.log(
    `${(each / 1000).toFixed(1)} kB each, beside ${(before / 1e6).toFixed(0)} MB without them; each said QUIT and was answered`,
  );
} finally {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
