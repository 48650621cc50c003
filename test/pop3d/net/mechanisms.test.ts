import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readControl } from "#server/control/read-control.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { TestIssuer } from "#test/support/issuer.ts";
import { hasProgram, runProgram } from "#test/support/popdesk.ts";

/** A mail program that knows them signs in by each mechanism at a daemon, and a session says by which it was. */
describe.skipIf(!hasProgram("mpop"))("mpop", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  let issuer: TestIssuer;
  let folder: string;
  beforeEach(async () => {
    at = await freshInstallation("sqlite");
    issuer = await TestIssuer.start();
    await changeSettings(at.store, { oidcIssuer: issuer.url, oidcAudience: "mail" }, tester);
    daemon = await startDaemon(at);
    folder = await mkdtemp(join(tmpdir(), "popdesk-mpop-"));
    for (const name of ["cur", "new", "tmp"]) await mkdir(join(folder, "Maildir", name), { recursive: true });
  });
  afterEach(async () => {
    await daemon.stop();
    await issuer.stop();
    await at.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function fetchMail(auth: string, password: string) {
    const file = join(folder, "mpoprc");
    const lines = [
      "account test",
      "host 127.0.0.1",
      `port ${daemon.port("POP3S")}`,
      `user ${at.address}`,
      `password ${password}`,
      `auth ${auth}`,
      "tls on",
      "tls_starttls off",
      "tls_certcheck off",
      "keep on",
      "only_new off",
      `uidls_file ${join(folder, "uidls")}`,
      `delivery maildir ${join(folder, "Maildir")}`,
    ];
    await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    return runProgram("mpop", ["-C", file, "--quiet", "test"]);
  }

  async function lastMechanism() {
    const session = await eventually(() =>
      at.store.db.session.findFirst({
        where: { endReason: { not: null }, mechanism: { not: null } },
        orderBy: { startedAt: "desc" },
      }),
    );
    return session.mechanism;
  }

  test("collects mail by SCRAM-SHA-256 and with an issuer's token, and by neither when it is wrong or switched off", async () => {
    await at.deliver("Subject: one\r\n\r\nOne.\r\n");
    expect(await fetchMail("scram-sha-256", at.password)).toMatchObject({ code: 0, stderr: "" });
    expect(await lastMechanism()).toBe("SCRAM-SHA-256");
    expect(await fetchMail("oauthbearer", await issuer.sign({ email: at.address }))).toMatchObject({ code: 0 });
    expect(await fetchMail("xoauth2", await issuer.sign({ email: at.address }))).toMatchObject({ code: 0 });
    expect(await readdir(join(folder, "Maildir", "new"))).toHaveLength(3);
    expect((await fetchMail("scram-sha-256", "wrong")).stderr).toContain("authentication failed");
    expect((await fetchMail("xoauth2", await issuer.sign({ email: "bob@example.org" }))).code).not.toBe(0);

    await changeSettings(at.store, { offersScram: false, oidcIssuer: null }, tester);
    const { generation } = await readControl(at.store.db);
    await eventually(async () => ((await readDaemonState(at.store))?.observedGeneration ?? 0) >= generation);
    expect((await fetchMail("scram-sha-256", at.password)).code).not.toBe(0);
    expect((await fetchMail("oauthbearer", await issuer.sign({ email: at.address }))).code).not.toBe(0);
  });
});
