import { createHash, createPublicKey, randomBytes, verify, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from "@peculiar/x509";
import { Authority } from "./authority.ts";

interface Account {
  readonly jwk: Record<string, string>;
  readonly contact: readonly string[];
}

interface Proof {
  readonly name: string;
  readonly token: string;
  readonly isWildcard: boolean;
  status: "pending" | "valid" | "invalid";
  error?: object;
}

interface Ordered {
  readonly account: string;
  readonly names: readonly string[];
  readonly proofs: readonly string[];
  status: string;
  certificate?: string;
}

interface Asked {
  readonly account: string | null;
  readonly jwk: Record<string, string> | null;
  readonly payload: Record<string, unknown> | null;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
  }
}

const refuse = (status: number, type: string, detail: string, headers = {}): never => {
  throw new Refusal(status, type, detail, headers);
};

/**
 * A certificate authority that speaks RFC 8555 as far as a client needs it: signatures, nonces and URLs are checked, names are
 * proved by really asking for them (HTTP-01 on a port of this machine, DNS-01 by what `records` holds), requests are read.
 */
export class AcmeServer {
  /** For the names of HTTP-01, all of which lead to this machine. */
  webPort = 0;
  /** TXT records by name, for DNS-01. */
  readonly records = new Map<string, string>();
  /** Refuses the next order with this. */
  nextRefusal: { type: string; detail: string; retryAfter: string } | null = null;
  /** Days that certificates last. */
  lifeDays = 90;
  orderCount = 0;
  staleNonceCount = 0;
  readonly accounts = new Map<string, Account>();
  readonly issued: string[] = [];
  readonly #nonces = new Set<string>();
  readonly #proofs = new Map<string, Proof>();
  readonly #orders = new Map<string, Ordered>();
  readonly #certificates = new Map<string, string>();
  #handed = 0;

  private constructor(
    readonly authority: Authority,
    private readonly server: Server,
  ) {}

  static async start(name = "Test ACME"): Promise<AcmeServer> {
    const authority = await Authority.create(name);
    const { fullChainPem, keyPem } = await authority.issue(["localhost"]);
    const server = createServer({ cert: fullChainPem, key: keyPem });
    const acme = new AcmeServer(authority, server);
    server.on("request", (request, response) => {
      acme.#answer(request).then(
        ({ status = 200, headers = {}, body = "" }) => {
          response.writeHead(status, { "replay-nonce": acme.#newNonce(), "cache-control": "no-store", ...headers });
          response.end(typeof body === "string" ? body : JSON.stringify(body));
        },
        (error: unknown) => {
          const known = error instanceof Refusal ? error : new Refusal(500, "serverInternal", String(error));
          const { status, type, message: detail, headers } = known;
          response.writeHead(status, {
            "replay-nonce": acme.#newNonce(),
            "content-type": "application/problem+json",
            ...headers,
          });
          response.end(JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail, status }));
        },
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return acme;
  }

  get origin(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  get directoryUrl(): string {
    return `${this.origin}/directory`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
  }

  #newNonce(): string {
    const nonce = randomBytes(16).toString("base64url");
    this.#nonces.add(nonce);
    return nonce;
  }

  async #answer(
    request: IncomingMessage,
  ): Promise<{ status?: number; headers?: Record<string, string>; body?: unknown }> {
    const { method, url = "" } = request;
    const at = (path: string) => this.origin + path;
    if (!request.headers["user-agent"]) refuse(400, "malformed", "No User-Agent (RFC 8555 §6.1).");
    if (url === "/directory" && method === "GET") {
      return {
        body: {
          newNonce: at("/nonce"),
          newAccount: at("/account"),
          newOrder: at("/order"),
          meta: { termsOfService: at("/terms") },
        },
      };
    }
    if (url === "/nonce" && method === "HEAD") return {};
    if (method !== "POST") refuse(405, "malformed", "Everything else is a POST (RFC 8555 §6.3).");
    const asked = await this.#signed(request, at(url));
    if (url === "/account") return this.#account(asked, at);
    const account = asked.account ?? refuse(400, "malformed", "Only a new account names its key.");
    const [, kind = "", id = ""] = url.split("/");
    switch (kind) {
      case "order":
        return id === ""
          ? this.#order(asked, account, at)
          : { headers: { "retry-after": "0" }, body: this.#show(id, at) };
      case "proof":
        return { body: this.#showProof(id, at) };
      case "challenge":
        if (asked.payload === null) return { body: this.#showProof(id, at) };
        await this.#look(id, request.url?.endsWith("dns") ? "dns-01" : (url.split("/")[3] ?? ""), account);
        return { body: {} };
      case "finalize":
        await this.#finalize(id, String(asked.payload?.csr));
        return { body: this.#show(id, at) };
      case "certificate":
        return {
          headers: { "content-type": "application/pem-certificate-chain" },
          body: this.#certificates.get(id) ?? refuse(404, "malformed", "There is none."),
        };
      default:
        return refuse(404, "malformed", "There is nothing here.");
    }
  }

  /** RFC 8555 §6.2: flattened JWS, ES256, with nonce and URL in what is signed, and either a key or an account. */
  async #signed(request: IncomingMessage, url: string): Promise<Asked> {
    if (request.headers["content-type"] !== "application/jose+json")
      refuse(415, "malformed", "Not application/jose+json.");
    const text = Buffer.concat(await request.toArray()).toString("utf8");
    const jws = JSON.parse(text) as { protected: string; payload: string; signature: string };
    const header = JSON.parse(Buffer.from(jws.protected, "base64url").toString()) as {
      alg: string;
      nonce: string;
      url: string;
      kid?: string;
      jwk?: Record<string, string>;
    };
    if (header.alg !== "ES256") refuse(400, "badSignatureAlgorithm", "ES256 alone.");
    if (header.url !== url) refuse(401, "unauthorized", `Signed for ${header.url}, sent to ${url}.`);
    if ((header.kid === undefined) === (header.jwk === undefined)) refuse(400, "malformed", "Either kid or jwk.");
    this.#handed += 1;
    const isStale = this.#handed === 3; // once, as happens when a server restarts
    if (!this.#nonces.delete(header.nonce) || isStale) {
      this.staleNonceCount += 1;
      refuse(400, "badNonce", "This nonce is none of ours.");
    }
    const jwk =
      header.jwk ?? this.accounts.get(header.kid ?? "")?.jwk ?? refuse(400, "accountDoesNotExist", "No such account.");
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const octets = Buffer.from(`${jws.protected}.${jws.payload}`);
    const isGood = verify(
      "sha256",
      octets,
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(jws.signature, "base64url"),
    );
    if (!isGood) refuse(400, "malformed", "The signature does not fit.");
    const payload =
      jws.payload === ""
        ? null
        : (JSON.parse(Buffer.from(jws.payload, "base64url").toString()) as Record<string, unknown>);
    return { account: header.kid ?? null, jwk: header.jwk ?? null, payload };
  }

  #account({ jwk, payload }: Asked, at: (path: string) => string) {
    if (payload?.termsOfServiceAgreed !== true) refuse(403, "userActionRequired", "Agree to the terms.");
    const known = [...this.accounts].find(([, each]) => JSON.stringify(each.jwk) === JSON.stringify(jwk));
    const location = known?.[0] ?? at(`/accounts/${this.accounts.size + 1}`);
    if (known === undefined)
      this.accounts.set(location, { jwk: jwk ?? {}, contact: (payload?.contact as string[]) ?? [] });
    return { status: known ? 200 : 201, headers: { location }, body: { status: "valid" } };
  }

  #order({ payload }: Asked, account: string, at: (path: string) => string) {
    this.orderCount += 1;
    if (this.nextRefusal !== null) {
      const { type, detail, retryAfter } = this.nextRefusal;
      this.nextRefusal = null;
      refuse(429, type, detail, { "retry-after": retryAfter });
    }
    const identifiers = payload?.identifiers as { type: string; value: string }[];
    const proofs = identifiers.map(({ value }) => {
      const id = randomBytes(6).toString("hex");
      const isWildcard = value.startsWith("*.");
      const name = value.replace(/^\*\./, "");
      this.#proofs.set(id, { name, isWildcard, token: randomBytes(24).toString("base64url"), status: "pending" });
      return id;
    });
    const id = randomBytes(6).toString("hex");
    this.#orders.set(id, { account, names: identifiers.map(({ value }) => value), proofs, status: "pending" });
    return { status: 201, headers: { location: at(`/order/${id}`) }, body: this.#show(id, at) };
  }

  #show(id: string, at: (path: string) => string) {
    const order = this.#orders.get(id) ?? refuse(404, "malformed", "No such order.");
    const states = order.proofs.map((each) => this.#proofs.get(each)?.status);
    if (order.status === "pending" && states.includes("invalid")) order.status = "invalid";
    if (order.status === "pending" && states.every((state) => state === "valid")) order.status = "ready";
    return {
      status: order.status,
      identifiers: order.names.map((value) => ({ type: "dns", value })),
      authorizations: order.proofs.map((each) => at(`/proof/${each}`)),
      finalize: at(`/finalize/${id}`),
      certificate: order.certificate && at(`/certificate/${order.certificate}`),
    };
  }

  #showProof(id: string, at: (path: string) => string) {
    const { name, token, status, error, isWildcard } =
      this.#proofs.get(id) ?? refuse(404, "malformed", "No such authorization.");
    const kinds = isWildcard ? ["dns-01"] : ["http-01", "dns-01"];
    return {
      status,
      wildcard: isWildcard || undefined,
      identifier: { type: "dns", value: name },
      challenges: kinds.map((type) => ({ type, token, status, error, url: at(`/challenge/${id}/${type}`) })),
    };
  }

  async #look(id: string, kind: string, account: string): Promise<void> {
    const proof = this.#proofs.get(id) ?? refuse(404, "malformed", "No such challenge.");
    const { crv, kty, x, y } = this.accounts.get(account)?.jwk ?? {};
    const thumbprint = createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
    const wanted = `${proof.token}.${thumbprint}`;
    const trouble = (type: string, detail: string) => {
      proof.status = "invalid";
      proof.error = { type: `urn:ietf:params:acme:error:${type}`, detail, status: 400 };
    };
    if (kind === "dns-01") {
      const found = this.records.get(`_acme-challenge.${proof.name}`);
      const digest = createHash("sha256").update(wanted).digest("base64url");
      if (found === undefined) trouble("dns", `No TXT record found at _acme-challenge.${proof.name}`);
      else if (found === digest) proof.status = "valid";
      else trouble("unauthorized", "Incorrect TXT record found");
      return;
    }
    const answer = await ask(this.webPort, proof.name, `/.well-known/acme-challenge/${proof.token}`);
    if (answer === null) trouble("connection", `${proof.name}: Fetching http://${proof.name}/: Connection refused`);
    else if (answer.trimEnd() === wanted) proof.status = "valid";
    else trouble("unauthorized", "The key authorization file from the server did not match this challenge");
  }

  async #finalize(id: string, csr: string): Promise<void> {
    const order = this.#orders.get(id) ?? refuse(404, "malformed", "No such order.");
    this.#show(id, (path) => path);
    if (order.status !== "ready") refuse(403, "orderNotReady", `The order is ${order.status}.`);
    const request = new Pkcs10CertificateRequest(Buffer.from(csr, "base64url"));
    if (!(await request.verify())) refuse(400, "badCSR", "The request's signature does not fit.");
    const extension = request.getExtension("2.5.29.17") ?? refuse(400, "badCSR", "No names.");
    const names = new SubjectAlternativeNameExtension(extension.rawData).names.items.map(({ value }) => value);
    if (JSON.stringify([...names].sort()) !== JSON.stringify([...order.names].sort()))
      refuse(400, "badCSR", `Other names: ${names}`);
    const publicKeyDer = new Uint8Array(request.publicKey.rawData);
    const { fullChainPem, certificatePem } = await this.authority.issue(names, { publicKeyDer, to: this.lifeDays });
    order.certificate = randomBytes(6).toString("hex");
    order.status = "valid";
    this.#certificates.set(order.certificate, fullChainPem);
    this.issued.push(new X509Certificate(certificatePem).fingerprint256);
  }
}

/** As an authority asks: plain http, by the name. Null where nobody answers. */
async function ask(port: number, name: string, path: string): Promise<string | null> {
  try {
    const [response] = (await once(get({ port, host: "127.0.0.1", path, headers: { host: name } }), "response")) as [
      IncomingMessage,
    ];
    return (await response.setEncoding("utf8").toArray()).join("");
  } catch {
    return null;
  }
}
