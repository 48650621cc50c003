import { afterAll, beforeAll, expect, test } from "vitest";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { runCli } from "#test/support/run-cli.ts";

let at: Installation;
let daemon: RunningDaemon;
beforeAll(async () => {
  at = await freshInstallation("sqlite");
  daemon = await startDaemon(at);
}, 120_000);
afterAll(async () => {
  await daemon?.stop();
  await at?.close();
});

const run = (...argv: string[]) => runCli(at.variables, argv);

test("why somebody cannot sign in, with the command that mends it; ends with 1 where nobody gets in", async () => {
  const fine = await run("explain", at.address);
  expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining(`${at.address} would be let in now`) });
  expect(fine.stdout).toContain("By listener");
  await setAccountSwitches(at.store, { id: at.accountId, canSignIn: false }, tester);
  const off = await run("explain", at.address, "--from", "203.0.113.7");
  expect(off.code).toBe(1);
  expect(off.stdout).toContain(`${at.address} cannot sign in from 203.0.113.7: POP3 sign-in is switched off.`);
  expect(off.stdout).toContain(`Try: popdesk account enable ${at.address} --sign-in`);
  await setAccountSwitches(at.store, { id: at.accountId, canSignIn: true }, tester);
  expect(await run("explain", at.address, "--from", "nonsense")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("nonsense is no IP address."),
  });
  expect(await run("explain")).toMatchObject({ code: 2, stderr: expect.stringContaining("Name an address") });
  const json = await run("--json", "explain", at.address);
  expect(JSON.parse(json.stdout)).toMatchObject({
    address: at.address,
    accountId: at.accountId,
    obstacles: [{ stops: "some" }],
  });
});

test("a diagnosis, step by step, and as one document", async () => {
  const { stdout } = await run("diagnose");
  expect(stdout).toMatch(/ok {3}Mail daemon: Runs on /);
  expect(stdout).toMatch(/ok {3}POP3S, port \d+: sign-in and download: Signed in; /);
  expect(stdout).not.toContain("••••");
  const { findings } = JSON.parse((await run("--json", "diagnose")).stdout);
  expect(findings.length).toBeGreaterThan(10);
});
