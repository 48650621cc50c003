import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientLike } from "#components/session/client-like.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { hasProgram, runProgram } from "#test/support/popdesk.ts";

describe("mail programs by what they do", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "popdesk-clients-"));
    at = await freshInstallation("sqlite");
    await at.deliver("Subject: one\r\n\r\nOne.\r\n");
    daemon = await startDaemon(at);
    for (const name of ["cur", "new", "tmp"]) await mkdir(join(folder, "Maildir", name), { recursive: true });
  });
  afterAll(async () => {
    await daemon?.stop();
    await at?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function write(name: string, lines: readonly string[]): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    return file;
  }
  const port = () => String(daemon.port("POP3S"));
  const programs: readonly (readonly [name: string, program: string, args: () => Promise<readonly string[]>])[] = [
    [
      "curl",
      "curl",
      async () => ["-sk", "--url", `pop3s://127.0.0.1:${port()}/`, "-u", `${at.address}:${at.password}`],
    ],
    [
      "fetchmail",
      "fetchmail",
      async () => {
        const file = await write("fetchmailrc", [
          `poll 127.0.0.1 service ${port()} protocol pop3 uidl`,
          `  username "${at.address}" password "${at.password}" is root here ssl no sslcertck keep no rewrite mda "cat >/dev/null"`,
        ]);
        return ["-f", file, "--invisible", "--nosyslog", "--idfile", join(folder, "ids")];
      },
    ],
    [
      "mpop",
      "mpop",
      async () => {
        const file = await write("mpoprc", [
          "account test",
          "host 127.0.0.1",
          `port ${port()}`,
          `user ${at.address}`,
          `password ${at.password}`,
          "tls on",
          "tls_starttls off",
          "tls_certcheck off",
          "keep on",
          `uidls_file ${join(folder, "uidls")}`,
          `delivery maildir ${join(folder, "Maildir")}`,
        ]);
        return ["-C", file, "--quiet", "test"];
      },
    ],
    [
      "getmail",
      "getmail",
      async () => {
        const file = await write("getmailrc", [
          "[retriever]",
          "type = SimplePOP3SSLRetriever",
          "server = 127.0.0.1",
          `port = ${port()}`,
          `username = ${at.address}`,
          `password = ${at.password}`,
          "[destination]",
          "type = Maildir",
          `path = ${join(folder, "Maildir")}/`,
          "[options]",
          "delete = false",
        ]);
        return ["--getmaildir", folder, "--rcfile", file];
      },
    ],
  ];

  test.each(programs)("%s is known by it, each time", async (name, program, args) => {
    if (!hasProgram(program)) return;
    const seen = new Set<string>();
    for (let round = 0; round < 2; round += 1) {
      const since = new Date();
      const ran = await runProgram(program, [...(await args())], { FETCHMAILHOME: folder });
      expect(ran, JSON.stringify(ran)).toMatchObject({ code: expect.any(Number) });
      const session = await eventually(() =>
        at.store.db.session.findFirst({
          where: { startedAt: { gte: since }, endedAt: { not: null }, signedInAt: { not: null } },
        }),
      );
      seen.add(session.client ?? "");
    }
    for (const fingerprint of seen) expect(clientLike(fingerprint), fingerprint).toBe(name);
  });
});
