import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { newWireForm } from "#server/delivery/new-wire-form.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

const password = "correct horse battery";
const largest = 262_000;
/** Around what is sent at once, and what a body read in pieces begins with. */
const sizes = [1, 200, 3_500, 21_000, 64_000, 65_400, 65_536, 130_000, largest, 262_200, 300_000];
const lent = sizes.indexOf(largest) + 1;
/** Of those that are not read in pieces: more than the system holds for a client that reads nothing. */
const turns = 40;

const header = "Subject: s\r\n\r\n";

/** Messages that have no line in common but the header's, some with lines that begin with a dot. */
function messagesOf(name: string): string[] {
  return sizes.map((octets, index) => {
    const lines: string[] = [];
    for (let at = 0, n = 0; at < octets; n += 1) {
      const line = `${n % 50 === 49 && index % 2 === 0 ? ".." : ""}${name} ${index} ${n} ${"x".repeat(n % 70)}`;
      lines.push(line.slice(0, Math.max(1, octets - at - 2)));
      at += line.length + 2;
    }
    return `${header}${lines.join("\r\n")}\r\n`;
  });
}

function answerTo(message: string): string {
  return `+OK ${message.length} octets\r\n${message.replace(/^\./gm, "..")}.\r\n`;
}

const digest = (text: string) => createHash("sha256").update(text, "latin1").digest("hex");

describe("bodies of which the memory is used again", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  const clients: RawClient[] = [];

  beforeAll(async () => {
    at = await freshInstallation("sqlite");
    const deliverer = new Deliverer(at.store);
    for (const name of ["ben", "cat", "dan"]) {
      const address = `${name}@example.org`;
      const { id: accountId } = await createAccount(at.store, { address, password }, tester);
      for (const content of messagesOf(name)) {
        const form = newWireForm(at.store);
        await form.push(Buffer.from(content));
        const message = await form.finish();
        await deliverer.deliver({ recipient: { accountId, address }, prefix: new Uint8Array(), message });
        await message.discard();
      }
    }
    daemon = await startDaemon(at);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(async () => {
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  async function signedIn(name: string, isTls: boolean): Promise<RawClient> {
    const client = await (isTls ? RawClient.connectTls(daemon.port("POP3S")) : RawClient.connect(daemon.port("POP3")));
    clients.push(client);
    await client.line();
    expect(await client.signIn(`${name}@example.org`, password)).toMatch(/^\+OK/);
    return client;
  }

  /** Asks for the first messages, so many times, without waiting for answers. */
  function askFor(client: RawClient, count: number, times: number): void {
    const commands = sizes.slice(0, count).map((_, index) => `RETR ${index + 1}\r\n`);
    client.write(commands.join("").repeat(times));
  }

  async function expectAnswers(client: RawClient, name: string, count: number, times: number): Promise<void> {
    const expected = messagesOf(name).slice(0, count).map(answerTo).join("").repeat(times);
    await client.until(() => client.received.length >= expected.length || client.isClosed);
    expect(client.received.length).toBe(expected.length);
    expect(digest(client.received)).toBe(digest(expected));
    client.received = "";
  }

  test.each([false, true])(
    "reach a client that reads late whole, whatever others read meanwhile; TLS: %s",
    async (isTls) => {
      const slow = await signedIn("ben", isTls);
      slow.socket.pause();
      askFor(slow, lent, turns);
      const cut = await signedIn("dan", isTls);
      cut.socket.pause();
      askFor(cut, lent, turns);
      await new Promise((resolve) => setTimeout(resolve, 200));

      const quick = await signedIn("cat", isTls);
      for (let turn = 0; turn < 3; turn += 1) {
        askFor(quick, sizes.length, 1);
        await expectAnswers(quick, "cat", sizes.length, 1);
        if (turn === 0) cut.destroy();
      }
      expect(slow.received).toBe("");
      slow.socket.resume();
      await expectAnswers(slow, "ben", lent, turns);
      expect(await slow.command("NOOP")).toMatch(/^\+OK/);
      expect(daemon.said()).not.toContain('"level":50');
    },
  );

  test("are cut by TOP and ended over what is not sent, and are whole for whoever asks next", async () => {
    const client = await signedIn("cat", false);
    for (const [index, message] of messagesOf("cat").entries()) {
      const lines = message.split("\r\n").slice(0, header.split("\r\n").length - 1 + 3);
      const wanted = message.startsWith(`${lines.join("\r\n")}\r\n`) ? `${lines.join("\r\n")}\r\n` : message;
      const expected = answerTo(wanted).replace(/^[^\r]*\r\n/, "");
      expect(await client.command(`TOP ${index + 1} 3`)).toMatch(/^\+OK/);
      await client.until(() => client.received.length >= expected.length);
      expect(client.received).toBe(expected);
      client.received = "";
    }
    askFor(client, sizes.length, 2);
    await expectAnswers(client, "cat", sizes.length, 2);
  });
});
