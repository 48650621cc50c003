import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { freshData, type TestData } from "#test/support/databases.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { hasProgram, type RunningPopdesk, runProgram, startPopdesk } from "#test/support/popdesk.ts";
import { withoutTrace } from "#test/support/wire-form.ts";

const actor: Actor = { kind: "command-line", name: "test", remoteAddress: null };
const password = "Kaffee & Kuchen, ü";
const messages = [
  "From: a@example.net\r\nTo: ann@example.org\r\nSubject: first\r\nMessage-ID: <1@example.net>\r\n\r\nOne.\r\n",
  "From: b@example.net\r\nTo: ann@example.org\r\nSubject: dots\r\nMessage-ID: <2@example.net>\r\n\r\n.\r\n..two\r\n.end\r\n",
  `From: c@example.net\r\nTo: ann@example.org\r\nSubject: long\r\nMessage-ID: <3@example.net>\r\n\r\n${"A line of text.\r\n".repeat(9_000)}`,
];

let data: TestData;
let server: RunningPopdesk;
let store: Store;
let folder: string;
let count = 0;
let address: string;

beforeAll(async () => {
  data = await freshData("sqlite");
  server = await startPopdesk(data);
  store = await openStore(data.environment);
  await createDomain(store, { name: "example.org" }, actor);
});
afterAll(async () => {
  await closeStore(store);
  await server?.stop();
  await data?.remove();
});

beforeEach(async () => {
  count += 1;
  address = `ann${count}@example.org`;
  await createAccount(store, { address, password }, actor);
  const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
  for (const message of messages) {
    expect((await lmtp.send([address], Buffer.from(message)))[0]).toMatch(/^250 /);
  }
  await lmtp.close();
  folder = await mkdtemp(join(tmpdir(), "popdesk-client-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is left in the maildrop, as the server counts it. */
async function left(): Promise<number> {
  const account = await store.db.account.findUniqueOrThrow({ where: { address }, select: { messageCount: true } });
  return account.messageCount;
}

/** Line ends as the file system has them; programs differ in what they store. */
const withLf = (text: string) => text.replaceAll("\r\n", "\n");
const expected = messages.map(withLf).sort();

/** Files a program stored, without the server's trace lines. */
async function stored(...folders: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const at of folders) {
    for (const name of await readdir(at))
      found.push(withLf(withoutTrace(await readFile(join(at, name))).toString("latin1")));
  }
  return found.sort();
}

/** A delivery agent that stores each message it is given as a file in `spool`. */
async function storingScript(): Promise<{ spool: string; store: string }> {
  const spool = join(folder, "mail");
  await mkdir(spool);
  const store = join(folder, "store.sh");
  await writeFile(store, `#!/bin/sh\ncat > "$(mktemp ${spool}/XXXXXXXX)"\n`, { mode: 0o700 });
  return { spool, store };
}

const over = [
  { security: "STLS", listener: "POP3" },
  { security: "implicit TLS", listener: "POP3S" },
] as const;

describe.each(over)("over $security", ({ security, listener }) => {
  const isImplicit = security === "implicit TLS";

  test("curl lists, retrieves octet for octet, and removes", async () => {
    const base = `${isImplicit ? "pop3s" : "pop3"}://127.0.0.1:${server.ports[listener]}`;
    const curl = (...args: string[]) =>
      runProgram("curl", ["-sS", "-k", "--ssl-reqd", "--user", `${address}:${password}`, ...args]);
    const listing = await curl(`${base}/`);
    expect(listing.stdout.trim().split("\r\n")).toHaveLength(3);
    for (const [index, message] of messages.entries()) {
      const { stdout } = await curl(`${base}/${index + 1}`);
      expect(withoutTrace(Buffer.from(stdout, "latin1")).toString("latin1")).toBe(message);
    }
    expect(await left()).toBe(3);
    expect(await curl("--request", "DELE 2", "--head", `${base}/`)).toMatchObject({ code: 0 });
    expect(await left()).toBe(2);
  });

  test("poplib retrieves, leaves, and removes what it marks", async () => {
    const script = `
import poplib, ssl, sys, json
context = ssl._create_unverified_context()
host, port, address, password, implicit, remove = "127.0.0.1", ${server.ports[listener]}, ${JSON.stringify(address)}, ${JSON.stringify(password)}, ${isImplicit ? "True" : "False"}, sys.argv[1] == "remove"
if implicit:
    box = poplib.POP3_SSL(host, port, context=context, timeout=20)
else:
    box = poplib.POP3(host, port, timeout=20)
    box.stls(context=context)
box.encoding = "UTF-8"
box.user(address); box.pass_(password)
count, octets = box.stat()
listed = [int(line.split()[1]) for line in box.list()[1]]
ids = [line.split()[1].decode() for line in box.uidl()[1]]
bodies = [b"\\r\\n".join(box.retr(n + 1)[1]).decode("latin1") + "\\r\\n" for n in range(count)]
tops = [len(box.top(n + 1, 0)[1]) for n in range(count)]
if remove:
    for n in range(count): box.dele(n + 1)
box.quit()
print(json.dumps({"count": count, "octets": octets, "listed": listed, "ids": ids, "bodies": bodies, "tops": tops}))
`;
    const run = async (what: string) => {
      const ran = await runProgram("python3", ["-c", script, what], { PYTHONIOENCODING: "utf-8" });
      expect(ran.stderr).toBe("");
      return JSON.parse(ran.stdout) as {
        count: number;
        octets: number;
        listed: number[];
        ids: string[];
        bodies: string[];
      };
    };
    const first = await run("leave");
    expect(first.bodies.map((body) => withoutTrace(Buffer.from(body, "latin1")).toString("latin1"))).toEqual(messages);
    expect(first.listed).toEqual(first.bodies.map((body) => body.length));
    expect(first.octets).toBe(first.listed.reduce((sum, octets) => sum + octets, 0));
    const second = await run("remove");
    expect(second.ids).toEqual(first.ids);
    expect(new Set(first.ids).size).toBe(3);
    expect((await run("leave")).count).toBe(0);
  });

  test.skipIf(!hasProgram("fetchmail"))("fetchmail leaves mail with keep and removes it without", async () => {
    const { spool, store } = await storingScript();
    const fetch = async (keep: "keep" | "nokeep") => {
      const file = join(folder, "fetchmailrc");
      await writeFile(
        file,
        `poll 127.0.0.1 service ${server.ports[listener]} protocol pop3 uidl
  username "${address}" password "${password}" is root here
  ${isImplicit ? "ssl" : 'sslproto "TLS1.2+"'} no sslcertck ${keep} no rewrite mda "${store}"
`,
        { mode: 0o600 },
      );
      return runProgram("fetchmail", ["-f", file, "--invisible", "--nosyslog", "--idfile", join(folder, "ids")], {
        FETCHMAILHOME: folder,
      });
    };
    expect(await fetch("keep")).toMatchObject({ code: 0 });
    expect(await stored(spool)).toEqual(expected);
    expect(await left()).toBe(3);
    // 1: there was no mail to collect; it knew the unique-ids.
    expect(await fetch("keep")).toMatchObject({ code: 1 });
    await rm(join(folder, "ids"));
    expect(await fetch("nokeep")).toMatchObject({ code: 0 });
    expect(await left()).toBe(0);
  });

  test.skipIf(!hasProgram("mpop"))("mpop leaves mail with keep and removes it without", async () => {
    const maildir = join(folder, "Maildir");
    for (const name of ["cur", "new", "tmp"]) await mkdir(join(maildir, name), { recursive: true });
    const fetch = async (keep: "on" | "off", isAll: boolean) => {
      const file = join(folder, "mpoprc");
      await writeFile(
        file,
        `account test
host 127.0.0.1
port ${server.ports[listener]}
user ${address}
password ${password}
auth plain
tls on
tls_starttls ${isImplicit ? "off" : "on"}
tls_certcheck off
keep ${keep}
only_new ${isAll ? "off" : "on"}
received_header off
uidls_file ${join(folder, "uidls")}
delivery maildir ${maildir}
`,
        { mode: 0o600 },
      );
      return runProgram("mpop", ["-C", file, "--quiet", "test"]);
    };
    expect(await fetch("on", false)).toMatchObject({ code: 0, stderr: "" });
    expect(await stored(join(maildir, "new"))).toEqual(expected);
    expect(await left()).toBe(3);
    expect(await fetch("on", false)).toMatchObject({ code: 0 });
    expect(await readdir(join(maildir, "new"))).toHaveLength(3);
    expect(await fetch("off", true)).toMatchObject({ code: 0 });
    expect(await left()).toBe(0);
  });

  // getmail6 knows no STLS; it is tried over implicit TLS and, as a local program may, in the clear on loopback.
  test.skipIf(!hasProgram("getmail"))(`getmail6 ${isImplicit ? "over TLS" : "on loopback"}`, async () => {
    const { spool, store } = await storingScript();
    const fetch = async (isRemoving: boolean) => {
      await writeFile(
        join(folder, "rc"),
        `[retriever]
type = ${isImplicit ? "SimplePOP3SSLRetriever" : "SimplePOP3Retriever"}
server = 127.0.0.1
port = ${server.ports[listener]}
username = ${address}
password = ${password}
[destination]
type = MDA_external
path = ${store}
allow_root_commands = true
[options]
delete = ${isRemoving}
read_all = ${isRemoving}
delivered_to = false
received = false
`,
        { mode: 0o600 },
      );
      return runProgram("getmail", [`--getmaildir=${folder}`, "--rcfile=rc", "--quiet"], { LC_ALL: "C.UTF-8" });
    };
    expect(await fetch(false)).toMatchObject({ code: 0, stderr: "" });
    expect(await left()).toBe(3);
    const bodies = await stored(spool);
    expect(bodies).toEqual(expected);
    expect(await fetch(true)).toMatchObject({ code: 0 });
    expect(await left()).toBe(0);
  });
});
