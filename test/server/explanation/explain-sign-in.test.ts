import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { setAccountAccess } from "#server/account/set-account-access.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { createAppPassword } from "#server/app-password/create-app-password.ts";
import { revokeAppPassword } from "#server/app-password/revoke-app-password.ts";
import { explanations } from "#server/explanation/explanations.ts";
import { explainSignIn } from "#server/explanation/explain-sign-in.ts";
import { explainQuestion, type Reason, type SignInExplanation } from "#server/explanation/schema.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { readListeners } from "#server/listener/read.ts";
import { setListenerEnabled } from "#server/listener/update-listener.ts";
import { addRule } from "#server/protection/add-rule.ts";
import { blockGuesser } from "#server/protection/block-guesser.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { defaultSettings, type SettingsChange } from "#server/setting/schema.ts";
import { FailureRecord } from "#server/sign-in-failure/failure-record.ts";
import { isFailureReason } from "#server/sign-in-failure/schema.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { TestIssuer } from "#test/support/issuer.ts";
import { hasProgram, runProgram } from "#test/support/popdesk.ts";
import { proxyV2From } from "#test/support/proxy-v2.ts";
import { RawClient } from "#test/support/raw-client.ts";
import { scramSignIn } from "#test/support/scram-client.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** What provokes a reason: gives the question that somebody asks then. Null: in a test of its own, elsewhere. */
type Provoke = ((world: World) => Promise<string>) | null;

interface World {
  readonly at: Installation;
  readonly issuer: TestIssuer;
  /** An IP address that nobody else has. */
  readonly ip: string;
  /** An account that nobody else has. */
  account(password?: string): Promise<{ id: number; address: string; password: string }>;
  set(change: SettingsChange): Promise<void>;
  port(name: string): number;
  /** What a connection from `ip` is told first. */
  greeting(): Promise<string>;
  /** In the clear, from `ip`, after the greeting. */
  client(listener?: "clear" | "strict"): Promise<RawClient>;
  /** What USER and PASS are answered with. */
  attempt(address: string, password: string): Promise<string>;
  attemptToken(address: string, token: string): Promise<void>;
}

/** A reason without its row does not compile. */
const provoked: Record<Reason, Provoke> = {
  "wrong-password": async ({ account, attempt }) => {
    const { address } = await account();
    expect(await attempt(address, "not it")).toContain("[AUTH]");
    return address;
  },
  "unknown-account": async ({ attempt, ip }) => {
    await attempt("nobody@example.org", "not it");
    return `nobody@example.org ${ip}`;
  },
  "no-password": async ({ account, attempt }) => {
    const { address } = await account("");
    await attempt(address, "not it");
    return address;
  },
  "sign-in-off": async ({ at, account, attempt }) => {
    const { id, address, password } = await account();
    await setAccountSwitches(at.store, { id, canSignIn: false }, tester);
    expect(await attempt(address, password)).toContain("switched off");
    return address;
  },
  "network-not-allowed": async ({ at, account, attempt, ip }) => {
    const { id, address, password } = await account();
    await setAccountAccess(at.store, { id, allowedNetworks: "10.0.0.0/8" }, tester);
    expect(await attempt(address, password)).toContain("not allowed from your network");
    return `${address} ${ip}`;
  },
  "only-app-passwords": async ({ at, account, attempt }) => {
    const { id, address, password } = await account();
    await createAppPassword(at.store, { accountId: id, name: "phone" }, tester);
    await setAccountAccess(at.store, { id, onlyAppPasswords: true }, tester);
    expect(await attempt(address, password)).toContain("app passwords only");
    return address;
  },
  "app-password-revoked": async ({ at, account, attempt }) => {
    const { id, address } = await account();
    const made = await createAppPassword(at.store, { accountId: id, name: "phone" }, tester);
    await revokeAppPassword(at.store, { id: made.id }, tester);
    await attempt(address, made.password);
    return address;
  },
  "app-password-over": async ({ at, account, attempt }) => {
    const { id, address } = await account();
    const made = await createAppPassword(at.store, { accountId: id, name: "phone", days: 1 }, tester);
    await at.store.db.appPassword.updateMany({ where: { id: made.id }, data: { expiresAt: new Date(0) } });
    expect(await attempt(address, made.password)).toContain("over");
    return address;
  },
  "no-way-to-prove": async ({ at, set, account }) => {
    const { id, address } = await account();
    await set({ oidcIssuer: null });
    await setAccountAccess(at.store, { id, onlyAppPasswords: true }, tester);
    return address;
  },
  throttled: async ({ account, attempt, ip }) => {
    const { address } = await account();
    await eventually(async () => (await attempt(address, `guess ${Math.random()}`)).includes("[SYS/TEMP]"));
    return `${address} ${ip}`;
  },
  "in-use": async ({ account, client, attempt }) => {
    const { address, password } = await account();
    expect(await (await client()).signIn(address, password)).toContain("+OK");
    expect(await attempt(address, password)).toContain("[IN-USE]");
    return address;
  },
  "login-delay": async ({ set, account, client, attempt }) => {
    const { address, password } = await account();
    await set({ loginDelaySeconds: 3_600 });
    const first = await client();
    await first.signIn(address, password);
    await first.command("QUIT");
    await eventually(async () => (await attempt(address, password)).includes("[LOGIN-DELAY]"));
    return address;
  },
  "hourly-use": async ({ at, set, account, client }) => {
    const { id, address, password } = await account();
    const one = { store: at.store, accountId: id };
    await at.store.db.session.create({
      data: {
        id: `${Date.now().toString(36)}hourlyuse`,
        incarnationId: "gone",
        accountId: one.accountId,
        address,
        remoteAddress: "192.0.2.1",
        remotePort: 1,
        localPort: 110,
        startedAt: new Date(),
        endedAt: new Date(),
        retrievedCount: 5,
      },
    });
    await set({ maxMessagesPerHour: 5 });
    expect(await (await client()).signIn(address, password)).toContain("+OK");
    return address;
  },
  "tls-required": async ({ account, client, ip }) => {
    const { address } = await account();
    expect(await (await client("strict")).command(`USER ${address}`)).toContain("no password is taken");
    return `${address} ${ip}`;
  },
  "mechanism-not-offered": async ({ client, ip }) => {
    expect(await (await client()).command("AUTH NTLM")).toContain("not offered");
    return ip;
  },
  "for-another-account": async ({ client, ip }) => {
    expect(await (await client()).command(`AUTH PLAIN ${base64("boss\0ann@example.org\0x")}`)).toContain(
      "another account",
    );
    return ip;
  },
  "mechanisms-altered": async ({ at, port }) => {
    const tls = await RawClient.connectTls(port("POP3S"));
    await tls.line();
    const { answer } = await scramSignIn((line) => tls.command(line), {
      name: at.address,
      password: at.password,
      gs2: "y,,",
    });
    tls.destroy();
    expect(answer).toContain("altered");
    return "127.0.0.1";
  },
  "other-tls-connection": async ({ at, port }) => {
    const tls = await RawClient.connectTls(port("POP3S"));
    await tls.line();
    const { answer } = await scramSignIn((line) => tls.command(line), {
      name: at.address,
      password: at.password,
      isPlus: true,
      gs2: "p=tls-exporter,,",
      binding: new Uint8Array(32),
    });
    tls.destroy();
    expect(answer).toContain("another TLS connection");
    return "127.0.0.1";
  },
  "tls-not-spoken": async ({ port }) => {
    const plain = await RawClient.connect(port("POP3S"));
    plain.write("USER ann@example.org\r\n");
    await plain.ended();
    plain.destroy();
    return "127.0.0.1";
  },
  "no-common-tls": async ({ port }) => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await expect(RawClient.connectTls(port("POP3S"), old)).rejects.toThrow();
    return "127.0.0.1";
  },
  "tls-handshake-failed": async ({ port }) => {
    const shy = await RawClient.connect(port("POP3S"));
    shy.write(Buffer.from([0x16, 3, 1, 2, 0, 1]));
    shy.destroy();
    return "127.0.0.1";
  },
  "certificate-refused": async ({ port }) => {
    if (!hasProgram("openssl")) return "";
    const connect = ["-connect", `127.0.0.1:${port("POP3S")}`, "-verify_return_error", "-verify", "1"];
    expect((await runProgram("openssl", ["s_client", ...connect])).code).not.toBe(0);
    return "127.0.0.1";
  },
  "connections-per-address": async ({ set, client, greeting, ip }) => {
    await set({ maxConnectionsPerAddress: 2 });
    const inside = [await client(), await client()];
    expect(await greeting()).toContain("too many connections");
    expect(inside).toHaveLength(2);
    return ip;
  },
  connections: async ({ at, set, greeting, port, ip }) => {
    await set({ maxConnections: 10 });
    const inside: RawClient[] = [];
    await eventually(async () => {
      inside.push(await RawClient.connect(port("POP3S")));
      return (await greeting()).includes("too many connections");
    });
    expect(inside.length).toBeGreaterThanOrEqual(9);
    for (const each of inside) each.destroy();
    await eventually(async () => (await at.store.db.session.count({ where: { endedAt: null } })) < 5);
    return ip;
  },
  "kept-out": async ({ at, greeting, ip }) => {
    await addRule(at.store, { network: ip, action: "deny", lasts: "2h" }, tester);
    await eventually(async () => (await greeting()).includes("kept out"));
    return ip;
  },
  blocked: async ({ at, greeting, ip }) => {
    await blockGuesser(at.store, `${ip}/32`, { refused: 30, addresses: 1 }, defaultSettings);
    await eventually(async () => (await greeting()).includes("kept out until"));
    return ip;
  },
  alias: async ({ at, account, attempt }) => {
    const { id, address, password } = await account();
    const alias = `alias-of-${address}`;
    await createAlias(at.store, { accountId: id, address: alias }, tester);
    expect(await attempt(alias, password)).toContain("[AUTH]");
    return alias;
  },
  "no-domain": async ({ attempt }) => {
    await attempt("ann@elsewhere.example", "x");
    return "ann@elsewhere.example";
  },
  "deleted-account": async ({ at, account, attempt }) => {
    const { id, address, password } = await account();
    await deleteAccount(at.store, { id }, tester);
    expect(await attempt(address, password)).toContain("[AUTH]");
    return address;
  },
  "not-offered": null, // the mechanism is refused before, unless the issuer goes between it and the token
  "not-believed": async ({ account, attemptToken, issuer }) => {
    const { address } = await account();
    await attemptToken(address, await issuer.sign({ email: address, aud: "somebody else" }));
    return address;
  },
  "no-address": async ({ account, attemptToken, issuer }) => {
    const { address } = await account();
    await attemptToken(address, await issuer.sign({ email: undefined }));
    return address;
  },
  "for-another": async ({ account, attemptToken, issuer }) => {
    const { address } = await account();
    await attemptToken(address, await issuer.sign({ email: "boss@example.org" }));
    return address;
  },
  "issuer-away": async ({ set, account, attemptToken, issuer }) => {
    const { address } = await account();
    const token = await issuer.sign({ email: address });
    await set({ oidcIssuer: "http://127.0.0.1:1" });
    await attemptToken(address, token);
    return address;
  },
  "no-listener": async ({ at, ip }) => {
    for (const { id, protocol } of await readListeners(at.store)) {
      if (protocol === "pop3") await setListenerEnabled(at.store, { id, isEnabled: false }, tester);
    }
    return ip;
  },
  // These four with a directory: test/pop3d/net/directory.test.ts.
  "source-away": null,
  "not-in-directory": null,
  "several-in-directory": null,
  "scram-with-source": null,
  "daemon-away": null, // below: it takes the daemon with it
  "storage-trouble": null, // takes a full disk
  "too-many-at-once": null, // takes a flood of some seconds
  "open-files": null, // takes a daemon of its own: test/pop3d/net/limits.test.ts
};

describe.each(engines)("every reason to refuse a sign-in, on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  let issuer: TestIssuer;
  let count = 0;
  const clients: RawClient[] = [];
  const usual: SettingsChange = {
    signInFailureDelayMs: 0,
    maxSignInFailures: 100,
    guessDelaySeconds: 3_600,
    loginDelaySeconds: null,
    maxMessagesPerHour: null,
    maxConnections: 20_000,
    maxConnectionsPerAddress: 100,
    oidcAudience: "mail",
  };

  beforeAll(async () => {
    at = await freshInstallation(engine);
    issuer = await TestIssuer.start();
    const common = { address: "127.0.0.1", port: 0, proxyProtocol: true, trustedNetworks: "127.0.0.0/8" } as const;
    for (const [name, cleartextSignIn] of [
      ["clear", "always"],
      ["strict", "never"],
    ] as const) {
      await createListener(at.store, { kind: "pop3", name, tls: "starttls", cleartextSignIn, ...common }, tester);
    }
    await changeSettings(at.store, { ...usual, oidcIssuer: issuer.url }, tester);
    daemon = await startDaemon(at);
  }, 120_000);
  afterAll(async () => {
    await daemon?.stop();
    await issuer?.stop();
    await at?.close();
  });

  async function obeyed(): Promise<void> {
    await eventually(async () => {
      const [node, control] = await Promise.all([at.store.db.node.findFirst(), at.store.db.control.findFirst()]);
      return node?.observedGeneration === control?.generation;
    });
  }

  function world(): World {
    count += 1;
    const ip = `198.51.100.${count}`;
    const connect = async (listener: "clear" | "strict" = "clear") => {
      const made = await RawClient.connect(daemon.port(listener));
      clients.push(made);
      made.write(proxyV2From(ip, 40_000));
      return { made, greeting: await made.line() };
    };
    const client = async (listener?: "clear" | "strict") => (await connect(listener)).made;
    return {
      at,
      issuer,
      ip,
      port: (name) => daemon.port(name),
      async account(password = "seven quiet bicycles at dawn") {
        const address = `who${count}@example.org`;
        const { id } = await createAccount(at.store, { address, password: password || null }, tester);
        return { id, address, password };
      },
      async set(change) {
        await changeSettings(at.store, change, tester);
        await obeyed();
      },
      client,
      async greeting() {
        const { made, greeting } = await connect();
        made.destroy();
        return greeting;
      },
      async attempt(address, password) {
        const made = await client();
        const answer = await made.signIn(address, password);
        made.destroy();
        return answer;
      },
      async attemptToken(address, token) {
        const made = await client();
        const said = base64(`user=${address}\x01auth=Bearer ${token}\x01\x01`);
        const answer = await made.command(`AUTH XOAUTH2 ${said}`);
        if (answer.startsWith("+")) expect(await made.command("")).toContain("-ERR");
        else expect(answer).toContain("-ERR");
        made.destroy();
      },
    };
  }

  const ask = async (who: string): Promise<SignInExplanation> => {
    const explanation = await explainSignIn(at.store, explainQuestion.parse({ who }));
    if (explanation === null) throw new Error(`nothing was asked by "${who}"`);
    return explanation;
  };

  const cases = Object.entries(provoked).flatMap(([reason, provoke]) =>
    provoke === null ? [] : [{ reason, provoke }],
  );

  test.each(cases)("$reason", async ({ reason, provoke }) => {
    try {
      const who = await provoke(world());
      if (who === "") return;
      const explanation = await eventually(async () => {
        const explanation = await ask(who);
        const all = [...explanation.obstacles, ...explanation.refused];
        return all.some((each) => each.reason === reason) && explanation;
      });
      const found = [...explanation.obstacles, ...explanation.refused].find((each) => each.reason === reason);
      expect(found?.title).not.toBe("");
      expect(explanation.verdict.sentence).toMatch(/\.$/);
    } finally {
      for (const each of clients.splice(0)) each.destroy();
      await changeSettings(at.store, { ...usual, oidcIssuer: issuer.url }, tester);
      for (const { id, protocol, isEnabled } of await readListeners(at.store)) {
        if (protocol === "pop3" && !isEnabled) await setListenerEnabled(at.store, { id, isEnabled: true }, tester);
      }
      await obeyed();
    }
  });

  const counted = Object.entries(provoked).flatMap(([reason, provoke]) =>
    provoke === null && isFailureReason(reason) ? [{ reason }] : [],
  );

  test.each(counted)("$reason, where it was counted", async ({ reason }) => {
    const { account, ip } = world();
    const { id: accountId, address } = await account();
    const record = new FailureRecord(at.store, (error) => expect(error).toBeUndefined());
    const place = { remoteAddress: ip, network: `${ip}/32`, listenerId: null, tlsVersion: null, mechanism: "USER" };
    record.add({ address, accountId, reason, ...place });
    await record.flush();
    const { refused } = await ask(address);
    expect(refused).toMatchObject([{ reason, title: explanations[reason].title, remoteAddress: ip, count: 1 }]);
  });

  test("a listener behind a proxy says who alone gets to it", async () => {
    const { ways } = await ask("192.0.2.9");
    expect(ways.find(({ name }) => name === "clear")?.sentence).toBe(
      "Takes sign-ins, with STARTTLS or without. Only through a proxy in 127.0.0.0/8: who connects to it directly is dropped without an answer.",
    );
    expect(ways.find(({ name }) => name === "POP3S")?.sentence).toBe("Takes sign-ins, with SSL/TLS.");
  });

  test("daemon-away", async () => {
    expect(await daemon.stop()).toBe(0);
    const { verdict, obstacles } = await ask(at.address);
    expect(obstacles.map(({ reason }) => reason)).toContain("daemon-away");
    expect(verdict).toMatchObject({
      tone: "danger",
      sentence: expect.stringContaining("the mail daemon does not run"),
    });
  });
});
