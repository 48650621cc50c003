import { explainRefusal } from "../diagnostic/explain-failure.ts";
import { explainTrial, Refused, type SpokenClient } from "../diagnostic/spoken-client.ts";
import type { ListenerView } from "../listener/schema.ts";
import { reachableListeners } from "./check-listeners.ts";
import { finding } from "./finding.ts";
import { openListener, type ReachableListener, titleOf } from "./open-listener.ts";
import type { Finding } from "./schema.ts";
import type { ThrowAwayAccount } from "./throw-away-account.ts";

const passwordShown = "PASS ••••••••";

/** A test message in by LMTP, and out again by every POP3 listener, octet for octet. */
export async function* checkMail(
  listeners: readonly ListenerView[],
  hostname: string,
  account: ThrowAwayAccount,
  now: Date,
): AsyncGenerator<Finding> {
  const reachable = reachableListeners(listeners, hostname);
  const content = testMessage(account.address, hostname, now);
  let delivered = 0;
  for (const each of reachable.filter(({ place }) => place.protocol === "lmtp")) {
    const found = await deliver(each, account, content);
    if (found.verdict === "good") delivered += 1;
    yield found;
  }
  if (!reachable.some(({ place }) => place.protocol === "lmtp")) {
    yield finding("mail", "Delivery", "skipped", {
      seen: "No LMTP listener is open, so no test message could come in.",
    });
  }
  for (const each of reachable.filter(({ place }) => place.protocol === "pop3")) {
    yield await collect(each, account, content, delivered);
  }
}

/** With what goes wrong elsewhere: a line that begins with a dot, a lone dot, UTF-8, and a long line. */
function testMessage(address: string, hostname: string, now: Date): string {
  const lines = [
    `From: Popdesk diagnostics <diagnostic@${hostname}>`,
    `To: ${address}`,
    `Date: ${now.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${now.getTime().toString(36)}.diagnostic@${hostname}>`,
    "Subject: A test message",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    "This message was made by a diagnostic run. Grüße.",
    ".begins with a dot",
    ".",
    "x".repeat(900),
    "",
  ];
  return lines.join("\r\n");
}

async function deliver(reachable: ReachableListener, { address }: ThrowAwayAccount, content: string): Promise<Finding> {
  const title = `${titleOf(reachable)}: delivery`;
  const startedAt = performance.now();
  let client: SpokenClient | undefined;
  try {
    client = await openListener(reachable);
    await client.ask(`LHLO ${reachable.hostname}`);
    await client.ask("MAIL FROM:<> BODY=8BITMIME");
    await client.ask(`RCPT TO:<${address}>`);
    await client.ask("DATA");
    const answer = await client.data(content);
    const tookMs = performance.now() - startedAt;
    await client.ask("QUIT");
    return finding("mail", title, "good", {
      seen: `A message of ${Buffer.byteLength(content)} octets was taken and is on disk: ${answer}`,
      conversation: client.lines,
      tookMs,
    });
  } catch (error) {
    return failed(title, error, reachable, client, startedAt);
  } finally {
    client?.close();
  }
}

async function collect(
  reachable: ReachableListener,
  account: ThrowAwayAccount,
  content: string,
  delivered: number,
): Promise<Finding> {
  const title = `${titleOf(reachable)}: sign-in and download`;
  const startedAt = performance.now();
  let client: SpokenClient | undefined;
  try {
    client = await openListener(reachable);
    await client.listing("CAPA");
    await client.ask(`USER ${account.address}`);
    await client.ask(`PASS ${account.password}`, passwordShown);
    const [, count = 0, octets = 0] = (await client.ask("STAT")).split(" ").map(Number);
    const sizes = await client.listing("LIST");
    const wrong = await compare(client, { count, octets, sizes, delivered, content });
    await client.ask("QUIT");
    return finding("mail", title, wrong === null ? "good" : "bad", {
      seen: wrong ?? seenOf(count, octets),
      remedy: wrong === null ? null : "This is a fault of the server: report it with this conversation.",
      conversation: client.lines,
      tookMs: performance.now() - startedAt,
    });
  } catch (error) {
    if (error instanceof Refused && /\[LOGIN-DELAY\]/.test(error.answer)) {
      return finding("mail", title, "skipped", {
        seen: "A rule asks for a pause between two sign-ins, and another listener was tried just now.",
        conversation: client?.lines,
      });
    }
    return failed(title, error, reachable, client, startedAt);
  } finally {
    client?.close();
  }
}

function seenOf(count: number, octets: number): string {
  if (count === 0) return "Signed in to an empty maildrop; there was no message to download.";
  return `Signed in; ${count === 1 ? "the message" : `${count} messages`} of ${octets} octets came back as ${count === 1 ? "it was" : "they were"} sent.`;
}

interface Collected {
  readonly count: number;
  readonly octets: number;
  readonly sizes: readonly string[];
  readonly delivered: number;
  readonly content: string;
}

/** Null where STAT, LIST and RETR agree with each other and with what was delivered. */
async function compare(client: SpokenClient, collected: Collected): Promise<string | null> {
  const { count, octets, sizes, delivered, content } = collected;
  if (count !== delivered) return `${delivered} messages were delivered, and STAT counts ${count}.`;
  const listed = sizes.map((line) => Number(line.split(" ")[1]));
  if (listed.reduce((sum, size) => sum + size, 0) !== octets) return "LIST and STAT disagree about the octets.";
  for (let number = 1; number <= count; number += 1) {
    const text = `${(await client.listing(`RETR ${number}`)).join("\r\n")}\r\n`;
    if (Buffer.byteLength(text) !== listed[number - 1]) {
      return `RETR ${number} sent ${Buffer.byteLength(text)} octets, and LIST says ${listed[number - 1]}.`;
    }
    // The daemon writes Return-Path and Received above it.
    if (!text.endsWith(content)) return `RETR ${number} is not what was delivered.`;
  }
  return null;
}

function failed(
  title: string,
  error: unknown,
  { place, listener }: ReachableListener,
  client: SpokenClient | undefined,
  startedAt: number,
): Finding {
  const isRefusal = error instanceof Refused;
  const isCleartext = isRefusal && /no password is taken over an unencrypted/.test(error.answer);
  if (isCleartext && listener.tls === "none") {
    return finding("mail", title, "skipped", {
      seen: "It takes no password without TLS from this machine, as its rule says.",
      conversation: client?.lines,
    });
  }
  const { what, why, remedy } =
    isRefusal && place.protocol === "pop3"
      ? explainRefusal(error.command, error.answer)
      : explainTrial(error, place.place);
  return finding("mail", title, "bad", {
    seen: `${what} ${why}`.trim(),
    remedy,
    conversation: client?.lines,
    tookMs: performance.now() - startedAt,
  });
}
