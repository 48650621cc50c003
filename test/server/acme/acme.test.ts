import { X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { attemptDue } from "#server/acme/attempt.ts";
import { attemptAutomatic, createAutomatic, deleteAutomatic } from "#server/acme/automatic.ts";
import { readAutomatic } from "#server/acme/read.ts";
import { runHook } from "#server/acme/run-hook.ts";
import { createSelfSigned } from "#server/certificate/create-self-signed.ts";
import { readCertificates } from "#server/certificate/read.ts";
import { createListener } from "#server/listener/create-listener.ts";
import type { Store } from "#server/store.ts";
import { AcmeServer } from "#test/support/acme-server.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";

const dayMs = 86_400_000;
/** Records that the hook set, one file each. */
const hookScript = `#!/bin/sh
cd "$(dirname "$0")/../records" || exit 1
case "$1" in
  add) printf %s "$3" > "$2"; echo "set $2" ;;
  remove) rm -f "$2" ;;
esac
`;

describe.each(engines)("ACME on %s", (engine) => {
  let acme: AcmeServer;
  beforeAll(async () => {
    acme = await AcmeServer.start();
  });
  afterAll(() => acme.stop());

  describe("with the DNS set by a hook", () => {
    let at: TestStore;
    let store: Store;
    let aheadMs = 0;
    beforeEach(async () => {
      at = await freshStore(engine);
      aheadMs = 0;
      store = { ...at.store, clock: { ...at.store.clock, now: () => new Date(Date.now() + aheadMs) } };
      const { dataDirectory } = at.environment;
      mkdirSync(join(dataDirectory, "hooks"));
      mkdirSync(join(dataDirectory, "records"));
      writeHook("dns", hookScript);
    });
    afterEach(() => at.close());

    function writeHook(name: string, script: string): void {
      const path = join(at.environment.dataDirectory, "hooks", name);
      writeFileSync(path, script);
      chmodSync(path, 0o755);
    }

    const wish = (names: string[], more: object = {}) => ({
      names,
      directoryUrl: acme.directoryUrl,
      directoryCa: acme.authority.rootPem,
      challenge: "dns-01" as const,
      hook: "dns",
      dnsWaitSeconds: 0,
      contact: "postmaster@example.org",
      agreesToTerms: true,
      ...more,
    });

    /** Has the authority see what the hook writes. */
    function watchRecords(names: string[]): void {
      acme.records.clear();
      acme.records.get = (record) => {
        if (!names.some((name) => record === `_acme-challenge.${name}`)) return undefined;
        try {
          return readFileSync(join(at.environment.dataDirectory, "records", record), "utf8");
        } catch {
          return undefined;
        }
      };
    }

    test("names are proved, wildcards too, the certificate is installed, records are removed, and it is renewed in time", async () => {
      await createSelfSigned(at.store, { names: ["mail.example.org"] }, tester);
      watchRecords(["example.org", "pop.xn--bcher-kva.example"]);
      const { id } = await createAutomatic(store, wish(["*.example.org", "pop.bücher.example"]), tester);
      const before = acme.issued.length;
      await attemptDue(store);
      const done = await readAutomatic(store, id);
      expect(done).toMatchObject({ state: "done", problem: null, failureCount: 0 });
      expect(done.steps.map(({ text }) => text)).toEqual(
        expect.arrayContaining([
          "Opened an account with the authority.",
          "dns set _acme-challenge.example.org: set _acme-challenge.example.org",
          "dns removed _acme-challenge.example.org.",
        ]),
      );
      expect([...acme.accounts.values()].at(-1)?.contact).toEqual(["mailto:postmaster@example.org"]);
      const [first] = await readCertificates(store);
      expect(first).toMatchObject({
        kind: "automatic",
        isDefault: true,
        names: ["*.example.org", "pop.bücher.example"],
        fingerprint: acme.issued.at(-1),
      });
      expect(JSON.stringify(await at.store.db.acmeAccount.findMany())).not.toContain("PRIVATE");

      // Renewed when a third is left, not before, with the same account, in place.
      await attemptDue(store);
      aheadMs = 59 * dayMs;
      await attemptDue(store);
      expect(acme.issued.length).toBe(before + 1);
      aheadMs = 62 * dayMs;
      const accounts = acme.accounts.size;
      acme.lifeDays = 180;
      await attemptDue(store);
      acme.lifeDays = 90;
      expect([acme.issued.length, acme.accounts.size]).toEqual([before + 2, accounts]);
      const [renewed] = await readCertificates(store);
      expect([renewed?.id, renewed?.fingerprint]).toEqual([first?.id, acme.issued.at(-1)]);
      await deleteAutomatic(store, { id }, tester);
      expect((await readCertificates(store))[0]).toMatchObject({ id: first?.id, kind: "uploaded" });
    });

    test("a trial against another directory comes first, and installs nothing", async () => {
      const staging = await AcmeServer.start("Staging");
      try {
        // The trial's directory has an authority of its own; both are trusted for this.
        const directoryCa = acme.authority.rootPem + staging.authority.rootPem;
        watchRecords(["mail.example.org"]);
        const { id } = await createAutomatic(
          store,
          wish(["mail.example.org"], { trialUrl: staging.directoryUrl, directoryCa }),
          tester,
        );
        const before = acme.orderCount;
        await attemptDue(store);
        expect((await readAutomatic(store, id)).problem?.what).toBe("The DNS record was not found.");
        expect([acme.orderCount, (await readAutomatic(store, id)).triedAt]).toEqual([before, null]);
        staging.records.get = (record) => acme.records.get(record);
        await attemptAutomatic(store, { id }, tester);
        await attemptDue(store);
        expect(await readAutomatic(store, id)).toMatchObject({ state: "done", triedAt: expect.any(Date) });
        expect([staging.issued.length, acme.orderCount]).toEqual([1, before + 1]);
        expect(await at.store.db.certificate.count()).toBe(1);
      } finally {
        await staging.stop();
      }
    });

    test("a failure is told in words, and tried again later and later; a rate limit as late as the authority says", async () => {
      watchRecords([]);
      const { id } = await createAutomatic(store, wish(["mail.example.org"]), tester);
      const pauses: number[] = [];
      for (let n = 0; n < 3; n += 1) {
        const startedMs = Date.now() + aheadMs;
        await attemptDue(store);
        const { nextAt, failureCount } = await readAutomatic(store, id);
        expect(failureCount).toBe(n + 1);
        pauses.push(Math.round(((nextAt?.getTime() ?? 0) - startedMs) / 60_000));
        aheadMs += (nextAt?.getTime() ?? 0) - startedMs + 1_000;
      }
      expect(pauses).toEqual([5, 15, 60]);
      acme.nextRefusal = { type: "rateLimited", detail: "too many certificates already issued", retryAfter: "172800" };
      await attemptDue(store);
      const { problem, nextAt, state } = await readAutomatic(store, id);
      expect(state).toBe("failed");
      expect(problem).toMatchObject({
        what: "The authority has given too many certificates lately.",
        why: expect.stringContaining("too many certificates already issued"),
      });
      expect(((nextAt?.getTime() ?? 0) - Date.now() - aheadMs) / dayMs).toBeCloseTo(2, 1);
    });

    test.each([
      [
        "fails",
        "#!/bin/sh\necho no such zone >&2\nexit 3\n",
        "The hook dns ended with exit code 3.",
        "It said: no such zone",
      ],
      ["cannot be run", "#!/no/such/shell\n", "The hook dns could not be started", "It said nothing."],
    ])("a hook that %s is told of with what it said", async (_, script, what, why) => {
      const { id } = await createAutomatic(store, wish(["mail.example.org"]), tester);
      writeHook("dns", script);
      await attemptDue(store);
      expect((await readAutomatic(store, id)).problem).toMatchObject({ what: expect.stringContaining(what), why });
    });

    test("a hook that hangs is ended with its children, and gets nothing of our environment", async () => {
      writeHook("slow", "#!/bin/sh\nenv; sleep 60 & sleep 60\n");
      const call = { hook: "slow", act: "add", record: "r", value: "v", limitMs: 300 } as const;
      const failure = await runHook(at.environment, call).catch((error) => error);
      expect(failure.message).toBe("The hook slow did not end within 0 s.");
      expect(
        failure.output
          .split("\n")
          .map((line: string) => line.split("=")[0])
          .filter((name: string) => !/^(PATH|LC_ALL|PWD|OLDPWD|SHLVL|_)$/.test(name)),
      ).toEqual([]);
    });

    test.each([
      [{ names: ["*.example.org"], challenge: "http-01" }, "names"],
      [{ hook: "../../bin/sh" }, "hook"],
      [{ hook: "missing" }, "hook"],
      [{ agreesToTerms: false }, undefined],
      [{ directoryUrl: "http://ca.example/directory" }, "directoryUrl"],
      [{ names: ["192.0.2.1"] }, "names"],
    ])("%j is refused at %s", async (change, field) => {
      const made = createAutomatic(store, { ...wish(["mail.example.org"]), ...change } as never, tester);
      await expect(made).rejects.toMatchObject({ code: "invalid", field });
      expect(await at.store.db.automaticCertificate.count()).toBe(0);
    });

    test("a directory that nobody trusts, and one that is none, are told of in words", async () => {
      const { id } = await createAutomatic(store, wish(["mail.example.org"], { directoryCa: "" }), tester);
      await attemptDue(store);
      expect((await readAutomatic(store, id)).problem?.what).toBe("The directory's own certificate is not trusted.");
      const other = await createAutomatic(
        store,
        wish(["pop.example.org"], { directoryUrl: `${acme.origin}/other` }),
        tester,
      );
      await attemptDue(store);
      expect((await readAutomatic(store, other.id)).problem?.what).toBe("There is no ACME directory at this address.");
    });
  });

  describe("over the public web, by a running daemon", () => {
    let at: Installation;
    let daemon: RunningDaemon;
    beforeAll(async () => {
      at = await freshInstallation(engine);
      await createListener(
        at.store,
        { kind: "web", name: "Public web", address: "127.0.0.1", port: 0, tls: "none" } as never,
        tester,
      );
      daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
      acme.webPort = daemon.port("Public web");
    });
    afterAll(async () => {
      await daemon?.stop();
      await at?.close();
    });

    const wish = (name: string) => ({
      names: [name],
      directoryUrl: acme.directoryUrl,
      directoryCa: acme.authority.rootPem,
      agreesToTerms: true,
    });

    test("a certificate is fetched and shown, with nobody doing anything more", async () => {
      const { id } = await createAutomatic(at.store, wish("mail.example.org"), tester);
      const done = await eventually(async () => {
        const view = await readAutomatic(at.store, id);
        return view.state === "done" && view;
      }, 30_000);
      expect(done.nextAt?.getTime()).toBeGreaterThan(Date.now() + 55 * dayMs);
      const { connect } = await import("node:tls");
      const shown = await eventually(async () => {
        const socket = connect({
          port: daemon.port("POP3S"),
          host: "127.0.0.1",
          servername: "mail.example.org",
          ca: acme.authority.rootPem,
        });
        await new Promise((resolve) => socket.once("secureConnect", resolve).once("error", resolve));
        const print = socket.authorized && socket.getPeerCertificate().fingerprint256;
        socket.destroy();
        return print;
      });
      expect(acme.issued).toContain(shown);
      expect(await at.store.db.acmeChallenge.count()).toBe(0);
    });

    test("where port 80 leads nowhere, the problem says so", async () => {
      const { webPort } = acme;
      acme.webPort = 1;
      const { id } = await createAutomatic(at.store, wish("pop.example.org"), tester);
      const { problem } = await eventually(async () => {
        const view = await readAutomatic(at.store, id);
        return view.state === "failed" && view;
      }, 30_000);
      acme.webPort = webPort;
      expect(problem).toMatchObject({
        what: "The authority could not reach this server on port 80.",
        remedy: expect.stringContaining("public web listener"),
      });
    });
  });
});

describe("the authority of these tests", () => {
  test("is understood by a client that others use with Let's Encrypt", async () => {
    const require = createRequire(import.meta.url);
    const { Client, crypto, axios } = require("acme-client") as typeof import("acme-client");
    const { Agent } = require("node:https") as typeof import("node:https");
    const acme = await AcmeServer.start();
    try {
      axios.defaults.httpsAgent = new Agent({ ca: acme.authority.rootPem });
      const accountKey = await crypto.createPrivateEcdsaKey("P-256");
      const client = new Client({ directoryUrl: acme.directoryUrl, accountKey, backoffMin: 10, backoffMax: 100 });
      const [, csr] = await crypto.createCsr(
        { commonName: "mail.example.org", altNames: ["mail.example.org"] },
        await crypto.createPrivateEcdsaKey("P-256"),
      );
      const chain = await client.auto({
        csr,
        termsOfServiceAgreed: true,
        skipChallengeVerification: true,
        challengePriority: ["dns-01"],
        challengeCreateFn: async (authz, _challenge, value) =>
          void acme.records.set(`_acme-challenge.${authz.identifier.value}`, value),
        challengeRemoveFn: async () => {},
      });
      expect(new X509Certificate(chain).fingerprint256).toBe(acme.issued[0]);
      expect(acme.staleNonceCount).toBe(1);
    } finally {
      await acme.stop();
    }
  });
});
