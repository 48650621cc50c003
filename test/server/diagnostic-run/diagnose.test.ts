import { chmod, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diagnosisText } from "#server/diagnostic-run/as-text.ts";
import { repairFileModes } from "#server/diagnostic-run/file-modes.ts";
import { readDiagnoses, readDiagnosis } from "#server/diagnostic-run/read-diagnoses.ts";
import { diagnose, runDiagnosis } from "#server/diagnostic-run/run-diagnosis.ts";
import type { Finding } from "#server/diagnostic-run/schema.ts";
import { startDiagnosis } from "#server/diagnostic-run/start-diagnosis.ts";
import { diagnosticDomain } from "#server/diagnostic-run/throw-away-account.ts";
import { cancelTask } from "#server/task/cancel-task.ts";
import { runTask } from "#server/task/run-task.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { deleteListener } from "#server/listener/delete-listener.ts";
import { readListeners } from "#server/listener/read.ts";
import { setListenerEnabled } from "#server/listener/update-listener.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";

describe.each(engines)("a diagnosis of a real daemon, on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    at = await freshInstallation(engine);
    daemon = await startDaemon(at);
  }, 120_000);
  afterAll(async () => {
    await daemon?.stop();
    await at?.close();
  });

  const all = async () => {
    const findings: Finding[] = [];
    for await (const finding of diagnose(at.store, tester)) findings.push(finding);
    return findings;
  };

  const titled = (findings: readonly Finding[], pattern: RegExp) => {
    const found = findings.find(({ title }) => pattern.test(title));
    if (found === undefined) throw new Error(`nothing is titled ${pattern}: ${findings.map(({ title }) => title)}`);
    return found;
  };

  const isClean = async () => {
    expect(await at.store.db.domain.findUnique({ where: { name: diagnosticDomain } })).toBeNull();
    expect(await at.store.db.account.count({ where: { displayName: "Diagnostic run" } })).toBe(0);
  };

  test("tries everything as a client does, octet for octet, and leaves nothing behind", async () => {
    await changeSettings(at.store, { hostname: "localhost" }, tester);
    const findings = await all();
    expect(findings.filter(({ verdict }) => verdict === "bad")).toEqual([]);
    expect(titled(findings, /Mail daemon/).seen).toContain("Runs on");
    expect(titled(findings, /Clock of the daemon/)).toMatchObject({ verdict: "good" });
    expect(titled(findings, /Open files of the daemon's worker/).seen).toMatch(
      /^\d+ of \d+ are open in process \d+\.$/,
    );
    expect(titled(findings, /Socket buffers/).seen).toContain("tcp_rmem");
    for (const name of ["Database", "Disk space"]) expect(titled(findings, new RegExp(name)).verdict).toBe("good");
    expect(titled(findings, /^POP3S, port \d+: certificate/)).toMatchObject({
      verdict: "warning",
      seen: expect.stringContaining("self-signed"),
    });
    // LMTP by TCP and by its socket brought one message each.
    for (const name of ["POP3", "POP3S"]) {
      const collected = titled(findings, new RegExp(`^${name}, port \\d+: sign-in and download`));
      expect(collected.seen).toMatch(/^Signed in; 2 messages of \d+ octets came back as they were sent\.$/);
      expect(collected.conversation).toContainEqual({ from: "C", text: "PASS ••••••••" });
      expect(collected.conversation).toContainEqual({ from: "C", text: "RETR 2" });
    }
    expect(titled(findings, /^LMTP socket: delivery/).verdict).toBe("good");
    const text = diagnosisText(findings, "for a ticket");
    expect(text).toContain("ok   POP3S, port");
    expect(text).not.toContain("••••");
    await isClean();
  });

  test("says what is wrong: a name, a mode, a switched-off port; and repairs modes", async () => {
    await changeSettings(at.store, { hostname: "mail.example.org" }, tester);
    const directory = at.store.environment.dataDirectory;
    const loose = join(directory, "left.txt");
    await writeFile(loose, "x");
    await chmod(loose, 0o644);
    const { id } = await at.listener("POP3");
    await setListenerEnabled(at.store, { id, isEnabled: false }, tester);
    const findings = await all();
    expect(titled(findings, /^POP3S, port \d+: certificate/)).toMatchObject({
      verdict: "bad",
      seen: expect.stringContaining("not made for mail.example.org"),
    });
    expect(titled(findings, /^POP3$/)).toMatchObject({ verdict: "skipped", seen: "Switched off." });
    expect(titled(findings, /File modes/)).toMatchObject({
      verdict: "warning",
      seen: expect.stringContaining("left.txt (0644)"),
      repair: "file-modes",
    });
    expect((await repairFileModes(at.store, {}, tester)).count).toBeGreaterThan(0);
    expect((await stat(loose)).mode & 0o777).toBe(0o600);
    expect(titled(await all(), /File modes/).verdict).toBe("good");
    await setListenerEnabled(at.store, { id, isEnabled: true }, tester);
    await isClean();
  });

  test("a listener behind a proxy is tried where this machine is trusted, and else it is said who is", async () => {
    const near = { address: "127.0.0.1", port: 0, proxyProtocol: true } as const;
    const common = { kind: "pop3", cleartextSignIn: "never", ...near } as const;
    const made = await Promise.all([
      createListener(at.store, { ...common, name: "Near", tls: "implicit", trustedNetworks: "127.0.0.1" }, tester),
      createListener(at.store, { ...common, name: "Far", tls: "starttls", trustedNetworks: "10.1.0.0/16" }, tester),
    ]);
    await eventually(async () =>
      (await readListeners(at.store)).every(({ facts }) => facts.some(({ state }) => state === "bound")),
    );
    const findings = await all();
    expect(titled(findings, /^Near, port \d+$/)).toMatchObject({
      verdict: "good",
      seen: expect.stringMatching(/^Reached and greeted within \d+ ms, TLSv1\.3/),
    });
    expect(titled(findings, /^Near, port \d+: sign-in and download/).seen).toMatch(/^Signed in; \d messages of/);
    expect(titled(findings, /^Far$/)).toMatchObject({
      verdict: "skipped",
      seen: "Only a proxy in 10.1.0.0/16 gets in, and this machine is not among them.",
    });
    for (const { id } of made) await deleteListener(at.store, { id }, tester);
    await isClean();
  });

  test("as a task: its findings stand there while it runs, one at a time, and a cancelled one cleans up", async () => {
    const { taskId } = await startDiagnosis(at.store, {}, tester);
    await expect(startDiagnosis(at.store, {}, tester)).rejects.toMatchObject({ code: "in-use" });
    const counts = new Set<number>();
    let isOver = false;
    const run = runTask(at.store, taskId, runDiagnosis).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      counts.add((await readDiagnosis(at.store, taskId))?.findingCount ?? 0);
      await new Promise(setImmediate);
    }
    expect(await run).toBe(true);
    expect(counts.size).toBeGreaterThan(2);
    expect(await readDiagnosis(at.store, taskId)).toMatchObject({ state: "done" });

    const next = await startDiagnosis(at.store, {}, tester);
    const running = runTask(at.store, next.taskId, runDiagnosis);
    await eventually(async () => ((await readDiagnosis(at.store, next.taskId))?.findingCount ?? 0) > 0);
    await cancelTask(at.store, { id: next.taskId }, tester);
    await running;
    expect(["cancelled", "done"]).toContain((await readDiagnosis(at.store))?.state);
    expect(await readDiagnoses(at.store)).toHaveLength(2);
    await isClean();
  });

  test("of a daemon that is gone", async () => {
    await daemon.stop();
    const findings = await all();
    expect(titled(findings, /Mail daemon/).verdict).toBe("bad");
    expect(titled(findings, /^POP3S$/)).toMatchObject({ verdict: "bad", seen: "Wanted, but not open." });
    await isClean();
  });
});
