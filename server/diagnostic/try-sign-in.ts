import { explainConnection, explainRefusal } from "./explain-failure.ts";
import { LineClient, type Place } from "./line-client.ts";
import type { ConversationLine, SignInTrial, TrialFailure } from "./schema.ts";

export interface SignInAttempt {
  readonly place: Place;
  /** The name a mail program would connect to; the certificate is compared with it. */
  readonly serverName: string;
  readonly name: string;
  readonly password: string;
}

const longestListing = 8;

/** Signs in over TLS from the first octet, as a mail program does: CAPA, USER, PASS, STAT, LIST, QUIT. Removes nothing. */
export async function trySignIn(attempt: SignInAttempt): Promise<SignInTrial> {
  const startedAt = performance.now();
  const talk = new Talk();
  let drop: SignInTrial["drop"] = null;
  try {
    await talk.open(attempt);
    await talk.ask("CAPA", { hasLines: true });
    await talk.ask(`USER ${attempt.name}`);
    await talk.ask(`PASS ${attempt.password}`, { shown: "PASS ••••••••" });
    const [, messageCount, octets] = (await talk.ask("STAT")).split(" ").map(Number);
    drop = { messageCount: messageCount ?? 0, octets: octets ?? 0 };
    await talk.ask("LIST", { hasLines: true });
    await talk.ask("QUIT");
  } catch (error) {
    talk.failure ??= explainConnection(error, attempt.place);
  } finally {
    talk.close();
  }
  return { conversation: talk.lines, failure: talk.failure, drop, tookMs: performance.now() - startedAt };
}

/** The conversation and its record. */
class Talk {
  readonly lines: ConversationLine[] = [];
  failure: TrialFailure | null = null;
  #client: LineClient | undefined;

  async open({ place, serverName }: SignInAttempt): Promise<void> {
    this.#client = await LineClient.open(place, serverName);
    this.#note(describeTls(this.#client, serverName));
    this.#check("The greeting", await this.#receive());
  }

  /** The first line of the answer. A listing is shown up to its eighth line. */
  async ask(command: string, { shown = command, hasLines = false } = {}): Promise<string> {
    this.#client?.send(command);
    this.lines.push({ from: "C", text: shown });
    const answer = this.#check(shown.split(" ")[0] ?? shown, await this.#receive());
    if (hasLines) await this.#listing();
    return answer;
  }

  close(): void {
    this.#client?.close();
  }

  async #listing(): Promise<void> {
    let count = 0;
    let line = "";
    for (;;) {
      line = (await this.#client?.receive()) ?? ".";
      if (line === ".") break;
      count += 1;
      if (count <= longestListing) this.lines.push({ from: "S", text: line });
    }
    if (count > longestListing) this.#note(`… and ${count - longestListing} more lines`);
    this.lines.push({ from: "S", text: "." });
  }

  async #receive(): Promise<string> {
    const line = (await this.#client?.receive()) ?? "";
    this.lines.push({ from: "S", text: line });
    return line;
  }

  #check(command: string, answer: string): string {
    if (answer.startsWith("+OK")) return answer;
    this.failure = explainRefusal(command, answer);
    throw new Error(answer);
  }

  #note(text: string): void {
    this.lines.push({ from: "note", text });
  }
}

function describeTls({ tls }: LineClient, serverName: string): string {
  if (tls === null) return "Connected without TLS";
  const certificate = tls.getPeerX509Certificate();
  const parts = [`${tls.getProtocol()}, ${tls.getCipher().name}`];
  if (certificate) {
    const isSelfSigned = certificate.issuer === certificate.subject;
    const fits = certificate.checkHost(serverName) !== undefined;
    parts.push(`certificate ${isSelfSigned ? "self-signed, " : ""}until ${certificate.validTo}`);
    parts.push(fits ? `made for ${serverName}` : `NOT made for ${serverName}`);
  }
  return parts.join(" · ");
}
