import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildGenerator } from "./generator/build.ts";
import { type Load, LoadGenerator } from "./load.ts";

/** Almost the end of an answer, again and again. */
const body = "Subject: dots\r\n\r\n..\r\n..x\r\n.\r.\r\n\n.\n\r\n..\r\n\r\r\n";

let directory: string;
let generator: LoadGenerator;
let server: Server;
/** What the server was told, by all connections. */
let heard: string[];
/** Octets of an answer that are sent at once. */
let pieceOctets: number;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "popdesk-generator-"));
  generator = new LoadGenerator(buildGenerator(), directory);
  server = createServer({ noDelay: true }, (socket) => {
    let text = "";
    socket.on("error", () => {}); // a generator that has failed leaves at once
    const answer = async (reply: string) => {
      for (let at = 0; at < reply.length; at += pieceOctets) {
        socket.write(reply.slice(at, at + pieceOctets), "latin1");
        await new Promise(setImmediate);
      }
    };
    let turn = answer("+OK ready\r\n");
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      for (let end = text.indexOf("\r\n"); end !== -1; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        heard.push(line);
        turn = turn.then(() => answer(replyTo(line)));
        if (line === "QUIT") turn = turn.then(() => void socket.end());
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

function replyTo(line: string): string {
  if (line.startsWith("RETR")) return `+OK here it is\r\n${body}.\r\n`;
  return line === "STAT" ? "-ERR [SYS/TEMP] later\r\n" : "+OK\r\n";
}

function play(script: string, load: Partial<Load> = {}) {
  heard = [];
  const { port } = server.address() as AddressInfo;
  return generator.run({ port, script, connections: 1, accounts: 1, units: 1, patienceSeconds: 5, ...load });
}

const collect = "open\n+OK USER {user}\n1-5/3 +OK. RETR {n}\n+OK QUIT\nunit\nclose\n";

test.each([1, 2, 7, 10_000])("answers are told apart when they come %i octets at a time", async (octets) => {
  pieceOctets = octets;
  const { units, sessions, octetsRead } = await play(collect);
  expect({ units, sessions }).toEqual({ units: 1, sessions: 1 });
  expect(octetsRead).toBe("+OK ready\r\n+OK\r\n+OK\r\n".length + 5 * replyTo("RETR 1").length);
  const retrieved = [1, 2, 3, 4, 5].map((number) => `RETR ${number}`);
  expect(heard).toEqual(["USER u000001@bench.example", ...retrieved, "QUIT"]);
});

test("each account once, whichever connection takes it", async () => {
  pieceOctets = 10_000;
  const { units } = await play(collect, { connections: 3, accounts: 8, order: "each-once", units: undefined });
  expect(units).toBe(8);
  const users = heard.filter((line) => line.startsWith("USER")).sort();
  expect(users).toEqual(Array.from({ length: 8 }, (_, index) => `USER u00000${index + 1}@bench.example`));
});

test("an answer that was not expected fails the run and is told", async () => {
  pieceOctets = 10_000;
  await expect(play("open\n+OK STAT\n+OK QUIT\nunit\nclose\n")).rejects.toThrow(/"STAT": -ERR \[SYS\/TEMP\] later/);
});

test("a loop ends when no more units are wanted", async () => {
  const { units, sessions } = await play("open\nloop\nbegin\n+OK NOOP\nunit\nagain\n+OK QUIT\nclose\n", { units: 40 });
  expect({ units, sessions }).toEqual({ units: 40, sessions: 1 });
});
