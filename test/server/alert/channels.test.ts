import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readChannels } from "#server/alert/channel/read-channels.ts";
import { saveChannel } from "#server/alert/channel/save-channel.ts";
import type { ChannelChange } from "#server/alert/channel/schema.ts";
import { deleteChannel, setChannelEnabled } from "#server/alert/channel/switch-channel.ts";
import { testChannel } from "#server/alert/channel/test-channel.ts";
import { signatureOf } from "#server/alert/channel/webhook.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { Authority, type Leaf } from "#test/support/authority.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { WebReceiver } from "#test/support/receivers.ts";
import { type SmtpOptions, SmtpReceiver } from "#test/support/smtp-receiver.ts";

const [user, password] = ["popdesk", "kräftig & geheim"];

describe.each(engines)("channels on %s", (engine) => {
  let authority: Authority;
  let named: Leaf;
  let test: TestStore;
  let store: Store;
  let smtp: SmtpReceiver | null = null;
  let web: WebReceiver;

  beforeAll(async () => {
    authority = await Authority.create();
    named = await authority.issue(["localhost"]);
  });
  beforeEach(async () => {
    [test, web] = await Promise.all([freshStore(engine), WebReceiver.open()]);
    store = test.store;
  });
  afterEach(async () => {
    web.close();
    smtp?.close();
    smtp = null;
    await test.close();
  });

  const tls = () => ({ key: named.keyPem, cert: named.fullChainPem });
  const mailTo = async (options: SmtpOptions, change: Partial<ChannelChange> = {}) => {
    smtp = await SmtpReceiver.open({ password, ...options });
    const mail = {
      kind: "email",
      name: "post",
      host: "localhost",
      port: smtp.port,
      tls: options.isImplicit ? "implicit" : "starttls",
      caPem: authority.rootPem,
      from: "popdesk@example.org",
      to: "ann@example.net, bea@example.net",
      ...change,
    } as ChannelChange;
    const { id } = await saveChannel(store, mail, tester);
    return id;
  };
  const tried = async (id: number) => testChannel(store, { id }, tester);

  it("mail goes inside STARTTLS, after a sign-in, and the server's answer is told word by word", async () => {
    const id = await mailTo({ tls: tls(), mechanisms: ["PLAIN", "LOGIN"] }, { user, secret: password });
    expect(await tried(id)).toMatchObject({ isGood: true, answer: "250 2.0.0 taken as 1" });
    const [mail] = smtp?.mails ?? [];
    expect(mail).toMatchObject({ isSecure: true, user, from: "popdesk@example.org" });
    expect(mail?.to).toEqual(["ann@example.net", "bea@example.net"]);
    expect(mail?.text).toMatch(/^Subject: Test from /m);
    expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(smtp?.commands.filter((line) => line.startsWith("EHLO"))).toHaveLength(2);
    const row = await store.db.alertChannel.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(password);
    const audit = await store.db.auditEntry.findMany({ where: { action: { startsWith: "alert." } } });
    expect(audit.map(({ action }) => action)).toEqual(["alert.channel-create", "alert.channel-test"]);
    expect(JSON.stringify(audit)).not.toContain(password);
  });

  it("with TLS from the start, and by AUTH LOGIN where there is nothing else", async () => {
    const id = await mailTo({ tls: tls(), isImplicit: true, mechanisms: ["LOGIN"] }, { user, secret: password });
    expect(await tried(id)).toMatchObject({ isGood: true });
    expect(smtp?.mails[0]).toMatchObject({ isSecure: true, user });
  });

  it("a certificate of another authority or for another name gets no password", async () => {
    const stranger = await (await Authority.create("Stranger")).issue(["localhost"]);
    const id = await mailTo(
      { tls: { key: stranger.keyPem, cert: stranger.fullChainPem }, mechanisms: ["PLAIN"] },
      { user, secret: password },
    );
    expect(await tried(id)).toMatchObject({ isGood: false, answer: expect.stringContaining("not trusted") as string });
    expect(smtp?.commands.some((line) => line.startsWith("AUTH"))).toBe(false);
    smtp?.close();
    const other = await authority.issue(["mail.example.org"]);
    const second = await mailTo(
      { tls: { key: other.keyPem, cert: other.fullChainPem }, mechanisms: ["PLAIN"] },
      { name: "second", user, secret: password },
    );
    expect(await tried(second)).toMatchObject({ answer: expect.stringContaining("for another name") as string });
    expect(smtp?.commands.at(-1)).toBe("STARTTLS");
  });

  it("no STARTTLS, no mail; and what stands in the clear behind its answer is not believed", async () => {
    const id = await mailTo({ mechanisms: ["PLAIN"] }, { user, secret: password });
    expect((await tried(id)).answer).toContain("does not offer STARTTLS");
    expect(smtp?.commands.some((line) => line.startsWith("AUTH"))).toBe(false);
    smtp?.close();
    const second = await mailTo({ tls: tls(), injected: "250 2.0.0 all yours" }, { name: "second" });
    expect((await tried(second)).answer).toContain("said more than it was asked before TLS");
    expect(smtp?.mails).toEqual([]);
  });

  it("what a server refuses is told; who can be told is told though another address is wrong", async () => {
    const id = await mailTo({ tls: tls(), mechanisms: ["PLAIN"] }, { user, secret: "wrong" });
    expect((await tried(id)).answer).toBe("To “AUTH PLAIN” the server answered: 535 5.7.8 wrong password");
    smtp?.close();
    const second = await mailTo({ tls: tls() }, { name: "second" });
    smtp?.answers.set("RCPT TO:<ANN", "550 5.1.1 nobody here");
    expect((await tried(second)).answer).toContain("250 2.0.0 taken as 1");
    expect(smtp?.mails[0]?.to).toEqual(["bea@example.net"]);
    smtp?.answers.set("RCPT TO:<BEA", "550 5.1.1 nor here");
    expect(await tried(second)).toMatchObject({ isGood: false });
    smtp?.close();
    expect((await tried(second)).answer).toMatch(/nothing listens there/);
  });

  it("a password is told neither in the clear nor to another server", async () => {
    const id = await mailTo({ tls: tls(), mechanisms: ["PLAIN"] }, { user, secret: password });
    const { settings, name } = (await readChannels(store))[0] ?? { settings: null, name: "" };
    if (settings?.kind !== "email") throw new Error("there is no channel");
    const change = { ...settings, id, name, to: settings.to.join(" ") };
    await expect(saveChannel(store, { ...change, host: "elsewhere.example" }, tester)).rejects.toMatchObject({
      field: "secret",
    });
    await expect(
      saveChannel(store, { ...change, host: "elsewhere.example", tls: "none", secret: "x" }, tester),
    ).rejects.toMatchObject({ field: "tls" });
    await saveChannel(store, { ...change, to: "cid@example.net" }, tester);
    expect(await tried(id)).toMatchObject({ isGood: true });
    await expect(saveChannel(store, { ...change, id: undefined, secret: password }, tester)).rejects.toMatchObject({
      code: "already-exists",
    });
    await expect(
      saveChannel(store, { kind: "ntfy", name: "n", url: "http://ntfy.example", topic: "t", secret: "s" }, tester),
    ).rejects.toMatchObject({ field: "url" });
  });

  it("a webhook is signed over time and body with its key; a redirect is not followed, an answer not read for ever", async () => {
    const { id, newSecret } = await saveChannel(store, { kind: "webhook", name: "hook", url: `${web.url}/a` }, tester);
    expect(newSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(await tried(id)).toMatchObject({ isGood: true, answer: "200 OK: ok" });
    const [first] = web.received;
    const timestamp = String(first?.headers["popdesk-timestamp"]);
    expect(Math.abs(Number(timestamp) * 1000 - Date.now())).toBeLessThan(60_000);
    expect(first?.headers["popdesk-signature"]).toBe(
      `v1=${signatureOf(newSecret ?? "", timestamp, first?.body ?? "")}`,
    );
    expect(JSON.parse(first?.body ?? "")).toMatchObject({ kind: "test", severity: "test" });

    web.answer = { status: 302, headers: { location: `${web.url}/b` } };
    expect((await tried(id)).answer).toContain("redirects are not followed");
    expect(web.received.map(({ path }) => path)).toEqual(["/a", "/a"]);
    web.answer = { status: 500, text: `no\u0007 ${"x".repeat(1_000_000)}` };
    const { answer } = await tried(id);
    expect(answer.length).toBeLessThan(700);
    expect(answer).toContain("500 Internal Server Error: no xxx");
  });

  it("ntfy gets title, urgency and token; several channels are listed, switched off and deleted", async () => {
    const { id } = await saveChannel(
      store,
      { kind: "ntfy", name: "phone", url: web.url, topic: "mail-desk", secret: "tk_1", leastSeverity: "critical" },
      tester,
    );
    expect(await tried(id)).toMatchObject({ isGood: true });
    expect(web.received[0]?.headers.authorization).toBe("Bearer tk_1");
    expect(JSON.parse(web.received[0]?.body ?? "")).toMatchObject({ topic: "mail-desk", priority: 3, tags: ["wave"] });
    expect(await setChannelEnabled(store, { id, isEnabled: false }, tester)).toEqual({
      name: "phone",
      isEnabled: false,
    });
    expect(await readChannels(store)).toMatchObject([{ name: "phone", isEnabled: false, hasSecret: true }]);
    await deleteChannel(store, { id }, tester);
    await expect(deleteChannel(store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
  });
});
