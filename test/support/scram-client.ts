import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/** What a client says in a SCRAM-SHA-256 sign-in; everything may be made wrong. */
export interface ScramClient {
  readonly name: string;
  readonly password: string;
  /** The GS2 header: "n,,", "y,,", "p=tls-exporter,," and so on. */
  readonly gs2?: string;
  /** Octets that `p=` promises. */
  readonly binding?: Uint8Array;
  readonly isPlus?: boolean;
  /** Whether client-first comes with AUTH. */
  readonly isInitial?: boolean;
  /** Changes client-final before it is sent. */
  readonly alter?: (final: string) => string;
}

export interface ScramOutcome {
  /** The last line heard: +OK or -ERR. */
  readonly answer: string;
  /** server-first, where it came so far. */
  readonly serverFirst: string;
  /** Whether the server proved that it holds the verifier. */
  readonly serverIsKnown: boolean;
}

const encode = (text: string | Uint8Array) => Buffer.from(text).toString("base64");
const hmac = (key: Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();

/** Signs in as RFC 5802 §3 has it, written apart from the server's own code. `say` sends a line and gives the line that answers. */
export async function scramSignIn(say: (line: string) => Promise<string>, client: ScramClient): Promise<ScramOutcome> {
  const { name, password, gs2 = "n,,", binding = new Uint8Array(), isPlus = false, isInitial = true } = client;
  const mechanism = `SCRAM-SHA-256${isPlus ? "-PLUS" : ""}`;
  const bare = `n=${name.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=fyko+d2lbbFgONRv9qkxdawL`;
  const first = encode(gs2 + bare);
  if (!isInitial) await say(`AUTH ${mechanism}`);
  const heard = await say(isInitial ? `AUTH ${mechanism} ${first}` : first);
  if (!heard.startsWith("+ ")) return { answer: heard, serverFirst: "", serverIsKnown: false };
  const serverFirst = Buffer.from(heard.slice(2), "base64").toString();
  const [, nonce = "", salt = "", count = ""] = /^r=(.*),s=(.*),i=(\d+)$/.exec(serverFirst) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, "base64"), Number(count), 32, "sha256");
  const clientKey = hmac(salted, "Client Key");
  const withoutProof = `c=${encode(Buffer.concat([Buffer.from(gs2), binding]))},r=${nonce}`;
  const authMessage = `${bare},${serverFirst},${withoutProof}`;
  const signature = hmac(createHash("sha256").update(clientKey).digest(), authMessage);
  const proof = clientKey.map((octet, at) => octet ^ (signature[at] as number));
  const final = `${withoutProof},p=${encode(proof)}`;
  const serverFinal = await say(encode(client.alter?.(final) ?? final));
  if (!serverFinal.startsWith("+ ")) return { answer: serverFinal, serverFirst, serverIsKnown: false };
  const expected = `v=${encode(hmac(hmac(salted, "Server Key"), authMessage))}`;
  const serverIsKnown = Buffer.from(serverFinal.slice(2), "base64").toString() === expected;
  return { answer: await say(""), serverFirst, serverIsKnown };
}
