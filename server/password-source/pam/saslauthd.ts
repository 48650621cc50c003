import { connect } from "node:net";
import { type AskedSource, bad, good, type SourceAnswer, SourceAway, type Trace, untraced } from "../question.ts";
import type { PamSettings } from "../schema.ts";
import { fillTemplate, type Person } from "../template.ts";

/** Of saslauthd 2.1.28 (MAX_REQ_LEN): a longer field and it hangs up. */
const longestOctets = 256;
/** An answer is a word, and perhaps a reason. */
const mostOctets = 2 + 1_024;

/**
 * Asks saslauthd (Cyrus SASL), which asks PAM: four strings with their lengths before them, answered by "OK" or "NO" in the same form. So
 * no process of ours needs the rights that PAM's modules need, and none of their code runs in ours.
 */
export class Saslauthd implements AskedSource {
  readonly #settings: PamSettings;

  constructor(settings: PamSettings) {
    this.#settings = settings;
  }

  async ask(person: Person, password: Uint8Array, trace: Trace = untraced): Promise<SourceAnswer> {
    const { socketPath, service, user } = this.#settings;
    const name = fillTemplate(user, person, (value) => value);
    const fields = [Buffer.from(name), Buffer.from(password), Buffer.from(service), Buffer.alloc(0)];
    const mayBe = name !== "" && password.length > 0;
    if (!mayBe || fields.some((field) => field.length > longestOctets || field.includes(0))) return "no";
    const answer = await trace.step(
      `Ask saslauthd at ${socketPath} for ${name}, service ${service}`,
      () => this.#exchange(fields),
      (text) => (text.startsWith("OK") ? good("The password is right.") : bad(`It says: ${text}.`)),
    );
    return answer.startsWith("OK") ? "yes" : "no";
  }

  close(): void {}

  /** "OK …" or "NO …". */
  #exchange(fields: readonly Buffer[]): Promise<string> {
    const { socketPath, timeoutSeconds } = this.#settings;
    return new Promise((resolve, reject) => {
      const socket = connect(socketPath);
      let heard = Buffer.alloc(0);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        socket.destroy();
        settle();
      };
      const away = (why: string, cause?: unknown) =>
        end(() => reject(new SourceAway(`saslauthd at ${socketPath} does not answer: ${why}.`, { cause })));
      const timer = setTimeout(() => away("no answer in time"), timeoutSeconds * 1000);
      socket.on("error", (error: NodeJS.ErrnoException) => away(socketWords[error.code ?? ""] ?? error.message, error));
      socket.on("close", () => away("it hung up"));
      socket.on("connect", () => socket.write(Buffer.concat(fields.flatMap(counted))));
      socket.on("data", (octets: Buffer) => {
        heard = Buffer.concat([heard, octets]);
        if (heard.length < 2 || heard.length < Math.min(2 + heard.readUInt16BE(0), mostOctets)) return;
        const text = heard
          .subarray(2, 2 + heard.readUInt16BE(0))
          .toString("utf8")
          .replace(/[\0\s]+$/, "");
        if (/^(OK|NO)\b/.test(text)) end(() => resolve(text));
        else away("it does not speak saslauthd's protocol");
      });
    });
  }
}

const socketWords: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket; does saslauthd run?",
  ECONNREFUSED: "nothing listens there; does saslauthd run?",
  EACCES: "this program may not go there; it must be in the group sasl",
  ENOTSOCK: "this is no socket",
};

function counted(field: Buffer): Buffer[] {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(field.length);
  return [length, field];
}
