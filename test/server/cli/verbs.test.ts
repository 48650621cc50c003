import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyPassword } from "#server/credential/password.ts";
import { closeStore, openStore } from "#server/store.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

describe.each(engines)("the popdesk command on %s", (engine) => {
  let data: TestData;
  beforeAll(async () => {
    data = await freshData(engine);
  });
  afterAll(() => data.remove());

  const run = (...argv: string[]) => runCli(data.variables, argv);
  const json = <T>(...argv: string[]) => cliJson<T>(data.variables, argv);
  interface Rows {
    readonly rows: Record<string, unknown>[];
    readonly total: number;
  }

  it("makes a domain, accounts and aliases, and lists them", async () => {
    expect((await run("domain", "create", "Example.ORG")).stdout).toContain("example.org is made");
    expect(
      await json("account", "create", "Ann@example.org", "--no-password", "--quota", "2 GB", "--name", "Ann"),
    ).toMatchObject({
      address: "ann@example.org",
    });
    await json("alias", "create", "sales@example.org", "ANN@example.org");
    expect(await json<Rows>("alias", "list", "ann@example.org")).toMatchObject({
      rows: [{ address: "sales@example.org", account: "ann@example.org" }],
      total: 1,
    });
    expect(await json<Rows>("account", "list", "--domain", "EXAMPLE.org")).toMatchObject({
      rows: [{ address: "ann@example.org", hasPassword: false, quotaOctets: 2_000_000_000, displayName: "Ann" }],
    });
    expect(await json<Rows>("domain", "list")).toMatchObject({
      rows: [{ name: "example.org", accountCount: 1, aliasCount: 1 }],
    });
    expect(await run("domain", "set", "example.org", "--catch-all", "nobody@example.org")).toMatchObject({ code: 2 });
    expect((await run("domain", "set", "Example.org", "--catch-all", "Ann@example.org")).stdout).toContain(
      "Mail for addresses of example.org that nobody has goes to ann@example.org.",
    );
    expect(await json("domain", "show", "example.org")).toMatchObject({ catchAll: "ann@example.org" });
    expect((await run("domain", "list")).stdout).toMatch(/CATCH-ALL .*\nexample\.org .* ann@example\.org /);
    await run("domain", "set", "example.org", "--catch-all", "none");
    expect((await run("domain", "show", "example.org")).stdout).toMatch(/catch-all +none\n/);
    expect((await run("account", "list")).stdout).toMatch(
      /^ADDRESS +NAME .*\nann@example\.org +Ann +yes +no password +0 /,
    );
  });

  it("sets a password from standard input, its first line and nothing else", async () => {
    const { code, stdout } = await runCli(
      data.variables,
      ["account", "password", "ann@example.org", "--password-stdin"],
      {
        stdin: "correct horse \r\nbattery",
      },
    );
    expect([code, stdout]).toEqual([0, "ann@example.org has a new password.\n"]);
    const store = await openStore(data.environment);
    const account = await store.db.account.findUniqueOrThrow({ where: { address: "ann@example.org" } });
    await closeStore(store);
    expect(await verifyPassword(account.passwordHash, Buffer.from("correct horse "))).toBe(true);
  });

  it("generates a password that fits, and prints it once", async () => {
    const { password } = await json<{ password: string }>("account", "password", "ann@example.org", "--generate");
    const store = await openStore(data.environment);
    const account = await store.db.account.findUniqueOrThrow({ where: { address: "ann@example.org" } });
    await closeStore(store);
    expect(await verifyPassword(account.passwordHash, Buffer.from(password))).toBe(true);
    expect(JSON.stringify(await json("account", "show", "ann@example.org"))).not.toContain(password);
  });

  it("switches an account off and on, one switch at a time where asked", async () => {
    expect(await json("account", "disable", "ann@example.org")).toMatchObject({ canReceive: false, canSignIn: false });
    expect(await json("account", "enable", "ann@example.org", "--receive")).toMatchObject({
      canReceive: true,
      canSignIn: false,
    });
    expect(await json("account", "enable", "ann@example.org")).toMatchObject({ canReceive: true, canSignIn: true });
  });

  it("changes many accounts after saying what would change, and undoes it", async () => {
    for (const name of ["carl", "dora", "emil"])
      await json("account", "create", `${name}@example.org`, "--no-password");
    const change = (...rest: string[]) => run("account", "change", ...rest);
    expect(await change("sign-in-off")).toMatchObject({ code: 2, stderr: expect.stringMatching(/--all/) });
    expect(await change("explode", "--all")).toMatchObject({ code: 2, stderr: expect.stringMatching(/receive-on/) });
    expect(await change("quota", "--all")).toMatchObject({ code: 2 });
    expect(await change("quota", "--all", "carl@example.org", "--quota", "1 GB")).toMatchObject({ code: 2 });
    expect(await change("receive-off", "--filter", "nonsense")).toMatchObject({ code: 2 });
    expect((await change("sign-in-off", "carl@example.org", "dora@example.org", "--dry-run")).stdout).toBe(
      "2 accounts would change.\n",
    );
    expect(await change("sign-in-off", "--all")).toMatchObject({ code: 2, stderr: expect.stringMatching(/--yes/) });
    const asked = ["account", "change", "quota", "--domain", "example.org", "--quota", "5 MB", "--yes"];
    const { taskId, done } = await json<{ taskId: number; done: number }>(...asked);
    const quotas = async () =>
      (await json<Rows>("account", "list", "--domain", "example.org")).rows.map(({ quotaOctets }) => quotaOctets);
    const after = await quotas();
    expect(after).toHaveLength(done);
    expect(new Set(after)).toEqual(new Set([5_000_000]));
    expect(await json("task", "show", String(taskId))).toMatchObject({ state: "done", doneCount: done });
    expect((await run("task", "list")).stdout).toMatch(/Set the quota: \d accounts +done/);
    expect((await run("task", "show", String(taskId), "--csv")).stdout).toMatch(/carl@example\.org,change,done/);
    expect(await json("task", "undo", String(taskId))).toMatchObject({ done, refused: 0 });
    expect(await quotas()).toContain(2_000_000_000);
    expect(await run("task", "undo", String(taskId))).toMatchObject({ code: 1 });
    expect(await run("task", "cancel", String(taskId))).toMatchObject({ code: 1 });
    expect(await run("task", "show", "none")).toMatchObject({ code: 1 });
    expect(
      await json("account", "change", "delete", "carl@example.org", "dora@example.org", "emil@example.org", "--yes"),
    ).toMatchObject({ done: 3 });
  });

  it("makes the owner once, and the set-up link only before", async () => {
    expect(await json("set-up-link")).toMatchObject({
      link: expect.stringMatching(/^http:\/\/localhost:3000\/set-up\?token=.{43}$/),
    });
    expect(await json("owner", "create", "Me@example.org", "--generate")).toMatchObject({
      email: "me@example.org",
      role: "owner",
    });
    expect(await run("set-up-link")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("popdesk owner password"),
    });
    expect(await run("owner", "create", "you@example.org", "--generate")).toMatchObject({ code: 1 });
    expect(await json("owner", "create", "you@example.org", "--generate", "--add")).toMatchObject({ role: "owner" });
    expect(await json("owner", "password", "me@example.org", "--generate")).toMatchObject({
      password: expect.any(String),
    });
    expect(await json<Rows>("owner", "list")).toMatchObject({ total: 2 });
  });

  it("lets an account's holder into the console, and out again", async () => {
    expect(await run("account", "console", "ann@example.org", "on")).toMatchObject({ code: 2 });
    const { password, ...on } = await json<Record<string, string>>(
      "account",
      "console",
      "ann@example.org",
      "on",
      "--generate",
    );
    expect(on).toEqual({ address: "ann@example.org", canUseConsole: true });
    expect(password?.length).toBeGreaterThan(9);
    expect((await run("account", "show", "ann@example.org")).stdout).toMatch(/uses the console +yes\n/);
    expect(await json<Rows>("account", "list", "--filter", "console")).toMatchObject({ total: 1 });
    expect((await run("account", "console", "ann@example.org", "off")).stdout).toBe(
      "ann@example.org is out of the console.\n",
    );
    expect(await json<Rows>("account", "list", "--filter", "console")).toMatchObject({ total: 0 });
    expect(await run("account", "console", "ann@example.org", "maybe")).toMatchObject({ code: 2 });
  });

  it("makes, changes, switches and deletes listeners, and says that no daemon obeys", async () => {
    const made = await json(
      "listener",
      "create",
      "Second",
      "--protocol",
      "pop3",
      "--address",
      "127.0.0.1",
      "--port",
      "1995",
      "--tls",
      "implicit",
    );
    expect(made).toMatchObject({ name: "Second", tls: "implicit", port: 1995, isObeyed: false });
    expect(await json("listener", "set", "second", "--port", "1996", "--name", "Other")).toMatchObject({
      name: "Other",
      port: 1996,
    });
    expect((await run("listener", "disable", "Other", "--cut")).stdout).toContain(
      "is switched off; no daemon has obeyed yet",
    );
    expect(await json<Rows>("listener", "list")).toMatchObject({ rows: [{ isEnabled: false, closing: "cut" }] });
    expect(await run("listener", "create", "X", "--protocol", "lmtp", "--socket", "relative")).toMatchObject({
      code: 2,
    });
    expect(await json("listener", "create", "Second", "--protocol", "lmtp", "--port", "0")).toMatchObject({
      address: "127.0.0.1",
    });
    expect(await json("listener", "delete", "Other", "--yes")).toEqual({ name: "Other", isDeleted: true });
  });

  it("keeps settings and a certificate", async () => {
    expect(await json("setting", "set", "--hostname", "Mail.example.org")).toMatchObject({
      hostname: "mail.example.org",
    });
    expect(await json("setting", "set", "maxSignInFailures", "3")).toMatchObject({ maxSignInFailures: 3 });
    expect(await json("setting", "set", "expireDays", "none")).toMatchObject({ expireDays: null });
    expect(await json("setting", "set", "showImplementation", "false")).toMatchObject({ showImplementation: false });
    expect(await run("setting", "set", "autologoutSeconds", "10")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("A whole number of seconds from 600 to 86400."),
    });
    expect(await run("setting", "set", "nonsense", "1")).toMatchObject({ code: 2 });
    expect(await run("setting", "set", "expireDays")).toMatchObject({ code: 2 });
    expect(await json("setting", "list")).toMatchObject({ autologoutSeconds: 600, maxSignInFailures: 3 });
    expect(await json("certificate", "renew")).toMatchObject({
      names: expect.arrayContaining(["mail.example.org"]),
      isDefault: true,
    });
    // One for the name, one renewed.
    expect(await json<Rows>("certificate", "list")).toMatchObject({ total: 2 });
  });

  it("writes all of it to the audit as the system's user, and verifies it", async () => {
    expect(await json("audit", "verify")).toMatchObject({ isIntact: true });
    const store = await openStore(data.environment);
    const kinds = await store.db.auditEntry.groupBy({ by: ["actorKind"], _count: true });
    expect(kinds).toMatchObject([{ actorKind: "command-line" }]);
    await store.db.auditEntry.update({ where: { number: 1 }, data: { object: "forged" } });
    await closeStore(store);
    expect(await run("audit", "verify")).toMatchObject({ code: 1, stdout: expect.stringContaining("Entry 1") });
  });

  it("tells the status, and by its exit code that no daemon runs", async () => {
    const { code, stdout } = await run("--json", "status");
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      daemon: null,
      accounts: { count: 1 },
      settings: { hostname: "mail.example.org" },
    });
    expect(await run("session", "list")).toMatchObject({ code: 0, stdout: "There is no session now.\n" });
    expect(await run("store", "check")).toMatchObject({ code: 0, stdout: expect.stringContaining("as it should be") });
  });

  it("makes the sample and removes it", async () => {
    expect(await json("sample", "create")).toMatchObject({
      messageCount: expect.any(Number),
      password: expect.any(String),
    });
    expect(await run("sample", "remove")).toMatchObject({ code: 0 });
  });

  it("deletes only when told so, and a domain only when it is empty", async () => {
    expect(await run("account", "delete", "ann@example.org")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--yes"),
    });
    expect(await run("domain", "delete", "example.org")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("1 account"),
    });
    expect(await json("account", "delete", "ann@example.org", "--yes")).toMatchObject({ isDeleted: true });
    expect(await run("account", "show", "ann@example.org")).toMatchObject({ code: 1 });
  });

  it("makes no account with an empty password from standard input", async () => {
    await run("domain", "create", "example.org");
    expect(await run("account", "create", "x@example.org", "--password-stdin")).toMatchObject({
      code: 2,
      stderr: "There is no password on standard input. Nothing was changed.\n",
    });
    expect(await run("account", "show", "x@example.org")).toMatchObject({ code: 1 });
  });

  it.each([
    ["an unknown command", ["acount", "list"], 2],
    ["an unknown option", ["account", "list", "--bogus"], 2],
    ["a missing argument", ["account", "create"], 2],
    ["an address that is none", ["account", "create", "ann", "--no-password"], 2],
    ["a password nobody gave", ["account", "create", "x@example.org"], 2],
    ["two ways to a password", ["account", "create", "x@example.org", "--generate", "--password-stdin"], 2],
    ["a filter that is none", ["account", "list", "--filter", "bogus"], 2],
    ["an account that is not there", ["account", "enable", "nobody@example.org"], 1],
    ["an alias that is not there", ["alias", "delete", "nobody@example.org"], 1],
    ["a listener that is not there", ["listener", "enable", "nothing"], 1],
    ["a session that is over", ["session", "kick", "0"], 1],
    ["no session and no account", ["session", "kick"], 2],
  ])("refuses %s", async (_, argv, code) => {
    const ran = await run(...argv);
    expect(ran).toMatchObject({ code, stdout: "" });
    expect(ran.stderr).toMatch(/\S/);
    expect(ran.stderr).not.toMatch(/unexpected|at \w+ \(/);
  });
});

describe("the popdesk command", () => {
  it("explains itself and every verb", async () => {
    const { code, stdout } = await runCli({}, ["--help"]);
    expect(code).toBe(0);
    for (const [, name] of (stdout.split("Commands:")[1]?.split("Exit codes:")[0] ?? "").matchAll(
      /^ {2}([a-z][a-z-]*) /gm,
    )) {
      if (name === undefined || name === "help") continue;
      const help = await runCli({}, [name, "--help"]);
      expect(help, name).toMatchObject({ code: 0, stdout: expect.stringContaining(`Usage: popdesk ${name}`) });
    }
    expect((await runCli({}, ["deliver", "--help"])).stdout).toContain("sysexits.h");
  });

  it("says what to do where nothing is set up", async () => {
    const ran = await runCli({ POPDESK_DATA: "/nonexistent/popdesk" }, ["domain", "list"]);
    expect(ran).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("npm start") });
  });

  it("says that the database cannot be reached", async () => {
    const data = await freshData("sqlite");
    const variables = { ...data.variables, POPDESK_DATABASE_URL: "postgresql://nobody@127.0.0.1:1/nothing" };
    const ran = await runCli(variables, ["domain", "list"]);
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining("The database cannot be opened") });
    await data.remove();
  });
});
