import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { trustOf } from "../../../password-source/ldap/trust.ts";
import { DeliveryFailed, troubleOf } from "../delivery-failed.ts";
import type { EmailSettings } from "../schema.ts";
import { type Reply, replyText, SmtpConnection } from "./smtp-connection.ts";

/** Of all of it, from the connection to the last answer. */
const limitMs = 30_000;

export interface Submission {
  readonly settings: EmailSettings;
  readonly password: string;
  /** How we call ourselves (RFC 5321 §4.1.1.1). */
  readonly helloName: string;
  /** The mail: CRLF line ends. */
  readonly mail: string;
}

/** Hands a mail to the server; gives what it said last, word by word. Throws DeliveryFailed. */
export async function submit({ settings, password, helloName, mail }: Submission): Promise<string> {
  const host = isIP(settings.host) === 0 ? domainToASCII(settings.host) : settings.host;
  const place = `${settings.host} port ${settings.port}`;
  const signal = AbortSignal.timeout(limitMs);
  let connection: SmtpConnection | undefined;
  try {
    const trust = settings.tls === "none" ? null : await trustOf(settings.caPem);
    connection = await SmtpConnection.open(
      { host, port: settings.port },
      settings.tls === "implicit" ? trust : null,
      signal,
    );
    await connection.expect([220], "the connection");
    let extensions = await hello(connection, helloName);
    if (settings.tls === "starttls" && trust !== null) {
      if (!extensions.has("STARTTLS")) throw new DeliveryFailed(`${place} does not offer STARTTLS.`);
      await connection.ask("STARTTLS", [220]);
      await connection.secure(host, trust);
      extensions = await hello(connection, helloName);
    }
    if (settings.user !== "") await signIn(connection, settings.user, password, extensions.get("AUTH") ?? "");
    return await hand(connection, settings, mail);
  } catch (error) {
    throw troubleOf(place, error);
  } finally {
    connection?.close();
  }
}

/** EHLO; gives what is offered, by keyword. */
async function hello(connection: SmtpConnection, name: string): Promise<ReadonlyMap<string, string>> {
  const { lines } = await connection.ask(`EHLO ${name}`, [250]);
  return new Map(
    lines.slice(1).map((line) => {
      const [keyword = "", ...rest] = line.trim().split(/[ =]+/);
      return [keyword.toUpperCase(), rest.join(" ").toUpperCase()];
    }),
  );
}

async function signIn(connection: SmtpConnection, user: string, password: string, offered: string): Promise<void> {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const mechanisms = offered.split(" ");
  if (mechanisms.includes("PLAIN")) {
    await connection.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, [235], "AUTH PLAIN");
  } else if (mechanisms.includes("LOGIN")) {
    await connection.ask("AUTH LOGIN", [334]);
    await connection.ask(base64(user), [334], "the user name");
    await connection.ask(base64(password), [235], "the password");
  } else {
    const seen = offered === "" ? "none" : offered;
    throw new DeliveryFailed(`The server offers no sign-in that is known here (PLAIN, LOGIN): ${seen}.`);
  }
}

async function hand(connection: SmtpConnection, { from, to }: EmailSettings, mail: string): Promise<string> {
  await connection.ask(`MAIL FROM:<${from}>`, [250]);
  const refused: string[] = [];
  for (const address of to) {
    try {
      await connection.ask(`RCPT TO:<${address}>`, [250, 251, 252]);
    } catch (error) {
      if (!(error instanceof DeliveryFailed)) throw error;
      refused.push(error.message);
    }
  }
  // Who can be told is told, though another address is wrong.
  if (refused.length === to.length) throw new DeliveryFailed(refused.join(" "));
  await connection.ask("DATA", [354]);
  const reply = await connection.ask(`${stuffed(mail)}\r\n.`, [250], "the message").catch(refusedFor);
  return [replyText(reply), ...refused].join(" ");
}

/** A permanent refusal of the text itself: another try would end so as well. */
function refusedFor(error: unknown): Reply {
  if (error instanceof DeliveryFailed && /answered: 55\d/.test(error.message))
    throw new DeliveryFailed(error.message, true);
  throw error;
}

/** RFC 5321 §4.5.2. */
function stuffed(mail: string): string {
  return mail.replace(/^\./gm, "..").replace(/\r\n$/, "");
}
