import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { systemClock } from "#server/clock.ts";

/** An OIDC issuer on loopback: it shows its keys, and signs what a test asks for. */
export class TestIssuer {
  /** Requests so far, by path. */
  readonly asked: string[] = [];
  /** Instead of the answer that belongs to a path. */
  readonly answers = new Map<string, (response: ServerResponse) => void>();
  /** Keys in the order they were made; all are shown. */
  readonly shown: JWK[] = [];
  #private: { readonly key: CryptoKey; readonly alg: string; readonly kid: string } | null = null;
  readonly #server: Server = createServer((request, response) => {
    const path = request.url ?? "";
    this.asked.push(path);
    const answer = this.answers.get(path);
    if (answer) answer(response);
    else response.end(JSON.stringify(this.#answerTo(path)));
  });

  static async start(): Promise<TestIssuer> {
    const issuer = new TestIssuer();
    issuer.#server.listen(0, "127.0.0.1");
    await once(issuer.#server, "listening");
    await issuer.rotate("ES256");
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on it signs with a new key; the old ones stay shown. */
  async rotate(alg: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const kid = `key-${this.shown.length + 1}`;
    this.shown.push({ ...(await exportJWK(publicKey)), kid, alg, use: "sig" });
    this.#private = { key: privateKey, alg, kid };
  }

  /** A token for ann@example.org, in force for an hour, where nothing else is said; a claim that is undefined is left out. */
  async sign(claims: JWTPayload = {}, now = systemClock.now()): Promise<string> {
    if (this.#private === null) throw new Error("there is no key yet");
    const { key, alg, kid } = this.#private;
    const seconds = Math.floor(now.getTime() / 1000);
    const payload = { iss: this.url, aud: "mail", email: "ann@example.org", exp: seconds + 3600, ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  #answerTo(path: string): object {
    return path === "/keys" ? { keys: this.shown } : { issuer: this.url, jwks_uri: `${this.url}/keys` };
  }
}
