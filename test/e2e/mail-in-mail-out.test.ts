import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { hostileMessages } from "#test/support/hostile-messages.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { popdesk, type RunningPopdesk, startPopdesk, variablesFor } from "#test/support/popdesk.ts";
import { asData, wireForm, withoutTrace } from "#test/support/wire-form.ts";

const actor: Actor = { kind: "command-line", name: "test", remoteAddress: null };
const password = "correct horse battery";

describe.each(engines)("mail in, mail out on %s", (engine) => {
  let data: TestData;
  let server: RunningPopdesk;
  let variables: Record<string, string>;
  let store: Store;
  let count = 0;

  beforeAll(async () => {
    data = await freshData(engine);
    variables = variablesFor(data);
    server = await startPopdesk(data);
    store = await openStore(data.environment);
    await createDomain(store, { name: "example.org" }, actor);
  });
  afterAll(async () => {
    await closeStore(store);
    await server?.stop();
    await data?.remove();
  });

  async function newAccount(quotaOctets?: number): Promise<string> {
    count += 1;
    const { address } = await createAccount(
      store,
      { address: `user${count}@example.org`, password, quotaOctets },
      actor,
    );
    return address;
  }

  const signIn = (address: string) => PopClient.signIn(server.ports.POP3S ?? 0, address, password);
  const byTcp = () => LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
  const bySocket = () => LmtpClient.open({ path: server.lmtpSocket });

  describe.each([
    ["TCP", byTcp],
    ["the unix socket", bySocket],
  ] as const)("by LMTP over %s", (_, open) => {
    test("every hostile message comes back octet for octet, and is as long as LIST says", async () => {
      const address = await newAccount();
      const lmtp = await open();
      const sent = Object.values(hostileMessages);
      for (const message of sent) expect((await lmtp.send([address], message))[0]).toMatch(/^250 2\./);
      await lmtp.close();
      const client = await signIn(address);
      const scan = (await client.listing("LIST")).content.trimEnd().split("\r\n");
      expect(scan).toHaveLength(sent.length);
      let sum = 0;
      for (const [index, name] of Object.keys(hostileMessages).entries()) {
        const { content } = await client.listing(`RETR ${index + 1}`);
        expect(withoutTrace(Buffer.from(content, "latin1")).equals(wireForm(asData(sent[index]!))), name).toBe(true);
        expect(scan[index]).toBe(`${index + 1} ${content.length}`);
        sum += content.length;
      }
      expect(await client.command("STAT")).toBe(`+OK ${sent.length} ${sum}`);
      await client.quit();
    });

    test("one recipient's failure does not touch another's", async () => {
      const good = await newAccount();
      const disabled = await newAccount();
      const { id } = await store.db.account.findUniqueOrThrow({ where: { address: disabled } });
      await setAccountSwitches(store, { id, canReceive: false }, actor);
      const full = await newAccount(1);
      const lmtp = await open();
      const answers = await lmtp.send([good, "nobody@example.org", disabled, full], hostileMessages.plain!);
      expect(answers[0]).toMatch(/^250 2\.\d\.\d /);
      expect(answers[1]).toMatch(/^550 5\.1\.1 /);
      expect(answers[2]).toMatch(/^550 5\.2\.1 /);
      expect(answers[3]).toMatch(/^452 4\.2\.2 /);
      await lmtp.close();
    });
  });

  test("50 MB go in and come out", { timeout: 60_000 }, async () => {
    const address = await newAccount();
    const line = `${randomBytes(48).toString("base64")}\r\n`;
    const message = Buffer.from(`Subject: big\r\n\r\n${line.repeat(Math.ceil((50 * 1024 * 1024) / line.length))}`);
    const lmtp = await byTcp();
    expect((await lmtp.send([address], message))[0]).toMatch(/^250 /);
    await lmtp.close();
    const client = await signIn(address);
    const { content } = await client.listing("RETR 1");
    expect(withoutTrace(Buffer.from(content, "latin1")).equals(message)).toBe(true);
    await client.quit();
  });

  test("popdesk deliver stores what comes on standard input, and says by its exit code what to do otherwise", async () => {
    const address = await newAccount();
    expect(
      await popdesk(variables, ["deliver", address], "Subject: piped\n\nBy pipe, no final line end"),
    ).toMatchObject({
      code: 0,
    });
    expect((await popdesk(variables, ["deliver", "nobody@example.org"], "Subject: x\n\n")).code).toBe(67); // EX_NOUSER
    const client = await signIn(address);
    const { content } = await client.listing("RETR 1");
    expect(withoutTrace(Buffer.from(content)).toString()).toBe("Subject: piped\r\n\r\nBy pipe, no final line end\r\n");
    await client.quit();
  });

  test("unique-ids survive a restart; what was removed stays removed", async () => {
    const address = await newAccount();
    const lmtp = await byTcp();
    for (let n = 0; n < 3; n += 1) await lmtp.send([address], hostileMessages.plain!);
    await lmtp.close();
    const before = await signIn(address);
    const ids = (await before.listing("UIDL")).content
      .trimEnd()
      .split("\r\n")
      .map((entry) => entry.split(" ")[1]);
    await before.command("DELE 2");
    expect(await before.quit()).toMatch(/^\+OK/);
    await server.stop();
    server = await startPopdesk(data);
    const after = await signIn(address);
    const idsAfter = (await after.listing("UIDL")).content
      .trimEnd()
      .split("\r\n")
      .map((entry) => entry.split(" ")[1]);
    expect(idsAfter).toEqual([ids[0], ids[2]]);
    await after.quit();
  });

  test("a second session gets [IN-USE]; a dropped one removes nothing and frees the maildrop", async () => {
    const address = await newAccount();
    const lmtp = await byTcp();
    await lmtp.send([address], hostileMessages.plain!);
    const first = await signIn(address);
    await first.command("DELE 1");
    const second = await PopClient.connectTls(server.ports.POP3S ?? 0);
    await second.command(`USER ${address}`);
    expect(await second.command(`PASS ${password}`)).toMatch(/^-ERR \[IN-USE\]/);
    // Delivery does not wait for the reader's lock, and shows in the next session.
    expect((await lmtp.send([address], hostileMessages.plain!))[0]).toMatch(/^250 /);
    await lmtp.close();
    expect(await first.command("STAT")).toMatch(/^\+OK 0 0/);
    first.drop();
    const third = await eventually(() => signIn(address).catch(() => null));
    expect(await third.command("STAT")).toMatch(/^\+OK 2 /);
    await third.quit();
  });
});
