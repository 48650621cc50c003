import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { domainToASCII } from "node:url";
import { makeRequest } from "../certificate/make-request.ts";
import { offerAcmeChallenge, withdrawAcmeChallenge } from "../public-web/acme-challenge.ts";
import type { Store } from "../store.ts";
import { AcmeClient, AcmeRefusal, type Authorization, type Challenge, type Order } from "./client.ts";
import { runHook } from "./run-hook.ts";
import type { ChallengeKind } from "./schema.ts";

export interface Wanted {
  readonly names: readonly string[];
  readonly keyType: "ecdsa-p256" | "rsa-2048";
  readonly directoryUrl: string;
  readonly directoryCa: string;
  readonly contact: string;
  readonly challenge: ChallengeKind;
  readonly hook: string;
  readonly dnsWaitSeconds: number;
}

export interface Obtained {
  readonly chainPem: string;
  readonly keyPem: string;
}

const challengeLifeMs = 60 * 60_000;

/**
 * One order from beginning to end (RFC 8555 §7.1): account, order, each name proved, key made, certificate fetched. `say` is told of
 * each step. Throws what troubleOf explains.
 */
export async function obtain(store: Store, wanted: Wanted, say: (step: string) => void): Promise<Obtained> {
  const client = await clientFor(store, wanted, say);
  const { url, order } = await client.order(wanted.names.map(ascii));
  say(`Ordered a certificate for ${wanted.names.join(", ")}.`);
  for (const each of order.authorizations) await prove(store, client, wanted, each, say);
  const request = await makeRequest(wanted.names, wanted.keyType);
  const ready = await client.poll<Order>(url, ["pending"]);
  if (ready.status === "invalid") throw refusedBy(ready);
  await client.finalize(ready, request.requestDer);
  say("Sent the request for the key.");
  const done = await client.poll<Order>(url, ["pending", "ready", "processing"]);
  if (done.status !== "valid" || done.certificate === undefined) throw refusedBy(done);
  const chainPem = await client.certificate(done.certificate);
  say("Fetched the certificate.");
  return { chainPem, keyPem: request.keyPem };
}

/** The account of this directory; made, and remembered, at the first time. */
async function clientFor(store: Store, wanted: Wanted, say: (step: string) => void): Promise<AcmeClient> {
  const { directoryUrl, directoryCa: ca, contact } = wanted;
  const known = await store.db.acmeAccount.findUnique({ where: { directoryUrl } });
  const key = known ? createPrivateKey(store.sealer.open(known.sealedKey)) : newAccountKey();
  const client = new AcmeClient({ url: directoryUrl, ca, key, accountUrl: known?.accountUrl ?? null });
  if (known) return client;
  const accountUrl = await client.register(contact);
  const sealedKey = store.sealer.seal(key.export({ type: "pkcs8", format: "pem" }) as string);
  await store.db.acmeAccount.upsert({
    where: { directoryUrl },
    create: { directoryUrl, accountUrl, sealedKey, contact, createdAt: store.clock.now() },
    update: { accountUrl, sealedKey, contact },
  });
  say("Opened an account with the authority.");
  return client;
}

function newAccountKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
}

async function prove(
  store: Store,
  client: AcmeClient,
  wanted: Wanted,
  url: string,
  say: (step: string) => void,
): Promise<void> {
  const authorization = await client.authorization(url);
  const name = authorization.identifier.value;
  if (authorization.status === "valid") return say(`${name} was proved before.`);
  const challenge = authorization.challenges.find(({ type }) => type === wanted.challenge);
  if (challenge === undefined) {
    const offered = authorization.challenges.map(({ type }) => type).join(", ");
    const detail = `for ${name} it offers ${offered || "nothing"}, not ${wanted.challenge}.`;
    throw new AcmeRefusal({ type: "", detail }, null);
  }
  const offer = wanted.challenge === "http-01" ? byWeb : byDns;
  const withdraw = await offer(store, client, wanted, name, challenge, say);
  try {
    await client.accept(challenge);
    const decided = await client.poll<Authorization>(url, ["pending", "processing"]);
    if (decided.status !== "valid") throw notProved(decided, name, wanted.challenge);
    say(`${name} is proved.`);
  } finally {
    await withdraw();
  }
}

type Withdraw = () => Promise<void>;

async function byWeb(
  store: Store,
  client: AcmeClient,
  _wanted: Wanted,
  name: string,
  challenge: Challenge,
  say: (step: string) => void,
): Promise<Withdraw> {
  const { token } = challenge;
  const expiresAt = new Date(store.clock.now().getTime() + challengeLifeMs);
  await offerAcmeChallenge(store, { token, keyAuthorization: client.keyAuthorization(challenge), expiresAt });
  say(`The public web listener answers http://${name}/.well-known/acme-challenge/….`);
  return () => withdrawAcmeChallenge(store, { token });
}

async function byDns(
  store: Store,
  client: AcmeClient,
  { hook, dnsWaitSeconds }: Wanted,
  name: string,
  challenge: Challenge,
  say: (step: string) => void,
): Promise<Withdraw> {
  const value = createHash("sha256").update(client.keyAuthorization(challenge)).digest("base64url");
  const record = `_acme-challenge.${name}`;
  const { environment } = store;
  const printed = await runHook(environment, { hook, act: "add", record, value });
  say(`${hook} set ${record}${printed === "" ? "." : `: ${printed}`}`);
  if (dnsWaitSeconds > 0) {
    say(`Waiting ${dnsWaitSeconds} s for the DNS.`);
    await wait(dnsWaitSeconds * 1_000);
  }
  return async () => {
    await runHook(environment, { hook, act: "remove", record, value }).then(
      () => say(`${hook} removed ${record}.`),
      (error: Error) => say(`The record ${record} stays: ${error.message}`),
    );
  };
}

function notProved({ challenges }: Authorization, name: string, kind: ChallengeKind): AcmeRefusal {
  const error =
    challenges.find((each) => each.type === kind && each.error)?.error ?? challenges.find((each) => each.error)?.error;
  return new AcmeRefusal(error ?? { type: "", detail: `${name} was not proved, and no reason was given.` }, null);
}

function refusedBy({ status, error }: Order): AcmeRefusal {
  return new AcmeRefusal(error ?? { type: "", detail: `The order is ${status}, and no reason was given.` }, null);
}

function ascii(name: string): string {
  return name.startsWith("*.") ? `*.${domainToASCII(name.slice(2)) || name.slice(2)}` : domainToASCII(name) || name;
}
