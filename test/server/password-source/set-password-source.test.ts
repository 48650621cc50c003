import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { readControl } from "#server/control/read-control.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { deleteDomain } from "#server/domain/delete-domain.ts";
import { openBindPassword, readSource } from "#server/password-source/read-source.ts";
import { hasOwnPasswords, readPasswordSource } from "#server/password-source/read.ts";
import { readSourceEffect } from "#server/password-source/read-effect.ts";
import { type SourceChange, sourceChange } from "#server/password-source/schema.ts";
import { setPasswordSource } from "#server/password-source/set-password-source.ts";
import { trySignIn } from "#server/password-source/try-sign-in.ts";
import { effectSentences, sourceInForce } from "#server/password-source/words.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { runCli } from "#test/support/run-cli.ts";
import { Slapd, searcher, slapdPath, suffix } from "#test/support/slapd.ts";

describe.each(engines)("where passwords are checked, on %s", (engine) => {
  let at: TestStore;
  let domainId: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    ({ id: domainId } = await createDomain(at.store, { name: "example.org" }, tester));
  });
  afterEach(() => at.close());

  const ldap = (change: Record<string, unknown> = {}) =>
    ({
      id: domainId,
      kind: "ldap",
      servers: "ldap.example.org",
      bindDn: searcher.dn,
      bindPassword: searcher.password,
      base: suffix,
      filter: "(mail=%u)",
      ...change,
    }) as SourceChange;
  const set = (change: SourceChange) => setPasswordSource(at.store, change, tester);
  const kept = async () => {
    const source = await readSource(at.store.db, domainId);
    return source && { ...source, bindPassword: openBindPassword(at.store.sealer, source) };
  };
  const refused = (field: string, text: RegExp) =>
    expect.objectContaining({ code: "invalid", field, message: expect.stringMatching(text) });

  test("is kept with the password of who searches sealed, told to the daemon, and audited without it", async () => {
    const before = (await readControl(at.store.db)).generation;
    expect(await set(ldap())).toEqual({ name: "example.org", kind: "ldap", isChanged: true });
    expect((await readControl(at.store.db)).generation).toBe(before + 1);
    expect(await kept()).toMatchObject({ bindPassword: searcher.password, settings: { kind: "ldap", scope: "sub" } });
    const everything = JSON.stringify([
      await at.store.db.passwordSource.findMany(),
      await at.store.db.auditEntry.findMany(),
      await readPasswordSource(at.store, domainId),
    ]);
    expect(everything).not.toContain(searcher.password);
    expect(await at.store.db.auditEntry.findFirst({ orderBy: { number: "desc" } })).toMatchObject({
      action: "domain.set-password-source",
      object: "example.org",
      before: '{"kind":"database"}',
    });
  });

  test("each change is another version; what changes nothing is none", async () => {
    await set(ldap());
    const first = await kept();
    expect(await set(ldap({ bindPassword: "" }))).toMatchObject({ isChanged: false });
    expect((await kept())?.version).toBe(first?.version);
    await set(ldap({ bindPassword: "", rememberMinutes: 5 }));
    const second = await kept();
    expect(second?.version).not.toBe(first?.version);
    expect(second?.bindPassword).toBe(searcher.password);
    await set({ id: domainId, kind: "database" });
    expect(await kept()).toBeNull();
    expect(await set({ id: domainId, kind: "database" })).toMatchObject({ isChanged: false });
    await set(ldap());
    expect([first?.version, second?.version]).not.toContain((await kept())?.version);
  });

  test("the kept password of who searches is told to no other server, and to nobody else", async () => {
    await expect(set(ldap({ bindPassword: "" }))).rejects.toEqual(refused("bindPassword", /is needed/));
    await set(ldap());
    for (const change of [
      { servers: "evil.example.org" },
      { servers: "ldap.example.org evil.example.org" },
      { tls: "none" },
    ]) {
      await expect(set(ldap({ ...change, bindPassword: "" }))).rejects.toEqual(refused("bindPassword", /again/));
      const trial = { domainId, address: "ann", password: "x", change: ldap({ ...change, bindPassword: "" }) };
      await expect(trySignIn(at.store, trial, tester)).rejects.toEqual(refused("bindPassword", /again/));
    }
    await expect(set(ldap({ bindDn: "cn=other", bindPassword: "" }))).rejects.toEqual(
      refused("bindPassword", /is needed/),
    );
    await set(ldap({ bindDn: "", bindPassword: "" }));
    expect(await kept()).toMatchObject({ sealedPassword: null });
  });

  test("nonsense is refused at its field, and a domain that is gone", async () => {
    await expect(set(ldap({ filter: "(mail=%u" }))).rejects.toEqual(refused("filter", /no filter/));
    const caPem = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----";
    await expect(set(ldap({ caPem }))).rejects.toEqual(refused("caPem", /cannot be read/));
    await expect(set(ldap({ id: 4711 }))).rejects.toMatchObject({ code: "not-found" });
    expect(await kept()).toBeNull();
  });

  test("goes with its domain, and SCRAM is of use while one domain has its passwords here", async () => {
    expect(await hasOwnPasswords(at.store)).toBe(true);
    await set(ldap());
    expect(await hasOwnPasswords(at.store)).toBe(false);
    await createDomain(at.store, { name: "example.net" }, tester);
    expect(await hasOwnPasswords(at.store)).toBe(true);
    await deleteDomain(at.store, { id: domainId }, tester);
    expect(await at.store.db.passwordSource.count()).toBe(0);
  });

  test("what a change would do is said before: who is touched, who could not sign in, what is overheard", async () => {
    const effectOf = async (change: SourceChange) => {
      const effect = await readSourceEffect(at.store, sourceChange.parse(change));
      return effectSentences(effect).join(" ");
    };
    expect(await effectOf(ldap())).toMatch(/^No account is here yet/);
    const ann = await createAccount(at.store, { address: "ann@example.org", password: "correct horse" }, tester);
    await createAccount(at.store, { address: "eve@example.org" }, tester);
    const session = (id: string, mechanism: string, startedAt: Date) => ({
      id,
      accountId: ann.id,
      mechanism,
      startedAt,
      incarnationId: "w",
      remoteAddress: "192.0.2.1",
      remotePort: 1,
      localPort: 995,
    });
    const now = Date.now();
    await at.store.db.session.create({ data: session("one", "PLAIN", new Date(now - 2000)) });
    expect(await effectOf(ldap())).not.toMatch(/SCRAM/);
    await at.store.db.session.create({ data: session("two", "SCRAM-SHA-256", new Date(now - 1000)) });
    expect(await effectOf(ldap())).toMatch(
      /^2 accounts sign in with the password of an LDAP directory from then on.*1 account signed in by SCRAM/,
    );
    expect(await effectOf(ldap({ tls: "none" }))).toMatch(/over the network to ldap.example.org:389/);
    expect(await effectOf(ldap({ tls: "none", servers: "localhost" }))).not.toMatch(/over the network/);
    await set(ldap());
    expect(await effectOf(ldap({ bindPassword: undefined }))).toBe("This changes nothing.");
    expect(await effectOf({ id: domainId, kind: "database" })).toMatch(/1 account has no password here/);
  });

  test("a trial by the database says so, and stands in the audit without the password", async () => {
    const { id } = await createAccount(at.store, { address: "ann@example.org", password: "correct horse" }, tester);
    const attempt = (address: string, password: string) => trySignIn(at.store, { domainId, address, password }, tester);
    expect(await attempt("ANN@example.org", "correct horse")).toMatchObject({ verdict: "in" });
    expect(await attempt("ann", "wrong horse")).toMatchObject({ verdict: "refused" });
    await setAccountSwitches(at.store, { id, canSignIn: false }, tester);
    expect((await attempt("ann", "correct horse")).sentence).toMatch(/switched off/);
    expect((await attempt("nobody", "correct horse")).verdict).toBe("refused");
    await expect(attempt("ann@example.net", "x")).rejects.toMatchObject({ field: "address" });
    await expect(attempt("ann", "")).rejects.toMatchObject({ field: "password" });
    const entries = await at.store.db.auditEntry.findMany({ where: { action: "domain.try-sign-in" } });
    expect(entries).toHaveLength(4);
    expect(JSON.stringify(entries)).not.toContain("horse");
    expect(await at.store.db.signInFailure.count()).toBe(0);
  });

  test("is set, shown and taken back by the command line, which asks where accounts are touched", async () => {
    const cli = (argv: string[], stdin?: string) => runCli(at.variables, ["domain", "passwords", ...argv], { stdin });
    expect((await cli(["show", "example.org"])).stdout).toMatch(/are checked by this database/);
    const pam = await cli(["pam", "example.org", "--service", "mail", "--remember", "5"]);
    expect(pam).toMatchObject({ code: 0, stdout: expect.stringMatching(/checked by PAM.*service mail/) });
    await createAccount(at.store, { address: "ann@example.org", password: "correct horse" }, tester);
    const arguments_ = ["ldap", "example.org", "--server", "a.example", "b.example:1636", "--base", suffix];
    const asked = await cli([...arguments_, "--filter", "(mail=%u)"]);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/1 account signs in with .*--yes/) });
    const done = await cli(
      [...arguments_, "--filter", "(mail=%u)", "--search-as", searcher.dn, "--password-stdin", "--yes"],
      `${searcher.password}\n`,
    );
    expect(done.stdout).toMatch(/at a\.example:636, then b\.example:1636, inside TLS, by searching/);
    expect(await kept()).toMatchObject({ bindPassword: searcher.password });
    expect((await cli(["ldap", "example.org", "--server", "a b c", "--base", "x", "--filter", "("])).code).not.toBe(0);
    expect((await cli(["database", "example.org", "--yes"])).stdout).toMatch(/checked by this database/);
    const tried = await cli(["try", "ann@example.org", "--password-stdin"], "correct horse\n");
    expect(tried).toMatchObject({ code: 0, stdout: expect.stringMatching(/The sign-in would succeed/) });
    const wrong = await cli(["try", "ann@example.org", "--password-stdin"], "wrong horse\n");
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringMatching(/^no {2}Compare with.*It is wrong/m) });
  });

  describe.skipIf(!existsSync(slapdPath))("a trial with a directory", () => {
    let slapd: Slapd;
    beforeAll(async () => {
      slapd = await (await Slapd.start()).withPeople([
        { uid: "ann", mail: "ann@example.org", password: "directory of ann" },
      ]);
    }, 60_000);
    afterAll(() => slapd?.remove());
    const settings = (change: Record<string, unknown> = {}) =>
      ldap({ servers: `localhost:${slapd.port}`, tls: "starttls", caPem: slapd.authority.rootPem, ...change });
    const attempt = (password: string, change = settings()) =>
      trySignIn(at.store, { domainId, address: "ann@example.org", password, change }, tester);

    test("shows each step, by settings that are not saved, and never a password", async () => {
      await createAccount(at.store, { address: "ann@example.org" }, tester);
      const report = await attempt("directory of ann");
      expect(report).toMatchObject({ verdict: "in" });
      const told = report.steps.map(({ name, isGood, detail }) => `${isGood} ${name}: ${detail}`);
      // Where localhost is ::1 as well, that is tried first, and nothing listens there.
      expect(told.filter((step) => !/^false Connect to \[::1\]/.test(step))).toEqual([
        "true Look for the account ann@example.org: It is here, and may sign in.",
        expect.stringMatching(/^true Find localhost: .*127\.0\.0\.1/),
        expect.stringMatching(/^true Connect to 127\.0\.0\.1:\d+: The server answers\.$/),
        "true Ask for TLS: The server agrees to StartTLS.",
        expect.stringMatching(/^true TLS: TLSv1\.3, certificate for localhost, 127\.0\.0\.1 by .*good until \d{4}-/),
        `true Bind as ${searcher.dn}, who searches: Let in.`,
        `true Search ${suffix} (and below) for (mail=ann@example.org): Found uid=ann,ou=people,${suffix}.`,
        "true Open a second connection, for the person: As before.",
        `true Bind as uid=ann,ou=people,${suffix}: The password is right.`,
      ]);
      expect(JSON.stringify(report)).not.toContain(searcher.password);
      expect(JSON.stringify(report)).not.toContain("directory of ann");
      expect(await kept()).toBeNull();
    });

    test("ends at the step that fails, with what to do", async () => {
      await createAccount(at.store, { address: "ann@example.org" }, tester);
      const wrong = await attempt("wrong");
      expect(wrong).toMatchObject({ verdict: "refused", sentence: expect.stringMatching(/the password is wrong/) });
      expect(wrong.steps.at(-1)).toMatchObject({ isGood: false, detail: "Refused: the password is wrong." });
      const untrusted = await attempt("directory of ann", settings({ caPem: "" }));
      expect(untrusted.verdict).toBe("try-later");
      expect(untrusted.steps.at(-1)?.detail).toMatch(
        /shows a certificate that is not accepted \(certificate for localhost.*authority is not trusted/,
      );
      const searchless = await attempt("directory of ann", settings({ bindPassword: "not this" }));
      expect(searchless.steps.at(-1)?.detail).toMatch(/refuses who searches/);
      expect((await attempt("directory of ann", settings({ filter: "(uid=%u)" }))).sentence).toMatch(/knows nobody/);
    });
  });

  test("is said in sentences", async () => {
    await set(ldap({ servers: "a b", tls: "starttls", rememberMinutes: 1 }));
    const [first, second] = sourceInForce("example.org", (await kept())?.settings ?? null);
    expect(first).toBe(
      `Passwords of accounts of example.org are checked by the LDAP directory at a:389, then b:389, after StartTLS, by searching ${suffix} for (mail=%u) as ${searcher.dn}, then binding as who was found.`,
    );
    expect(second).toMatch(/^A password that was right is not asked about again for a minute\./);
  });
});
