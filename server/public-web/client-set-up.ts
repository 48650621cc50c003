/**
 * What mail programs ask before anybody has signed in. Every address of a domain that is ours gets the same answer, whether somebody
 * has it or not: a stranger learns which domains are here, and nothing of who is in them.
 */
import { domainToUnicode } from "node:url";
import { parseAddress } from "../account/address.ts";
import { autoconfigXml } from "../client-set-up/autoconfig.ts";
import { autodiscoverAddress, autodiscoverError, autodiscoverXml } from "../client-set-up/autodiscover.ts";
import { readSignedProfile } from "../client-set-up/files.ts";
import { DomainError } from "../errors.ts";
import { readClientSettings } from "../listener/client-settings.ts";
import type { Store } from "../store.ts";
import { type PublicAnswer, type PublicRequest, text } from "./schema.ts";

const xml = { "content-type": "text/xml; charset=utf-8" };
const json = { "content-type": "application/json; charset=utf-8" };

/** By the name that was asked (autoconfig.example.org, example.org), or by the address in the question. */
export async function autoconfig(store: Store, { host, query }: PublicRequest): Promise<PublicAnswer | null> {
  const typed = query.get("emailaddress");
  const named = typed === null ? null : domainOf(typed);
  const domain = (named && (await ownDomain(store, named))) ?? (await ownDomain(store, hostDomain(host)));
  if (domain === null) return null;
  const settings = await readClientSettings(store);
  if (settings.ways.length === 0) return null;
  return { status: 200, headers: xml, body: autoconfigXml(settings, domain) };
}

export async function autodiscover(store: Store, { body }: PublicRequest): Promise<PublicAnswer> {
  const typed = autodiscoverAddress(body);
  const answer = (text: string): PublicAnswer => ({ status: 200, headers: xml, body: text });
  if (typed === null) return answer(autodiscoverError(600, store.clock.now()));
  const address = await ownAddress(store, typed);
  const settings = await readClientSettings(store);
  const isKnown = address !== null && settings.ways.length > 0;
  return answer(isKnown ? autodiscoverXml(settings, address) : autodiscoverError(500, store.clock.now()));
}

/** Autodiscover v2 (MS-OXDSCLI §3.1.5.4): where the answer above is to be had. */
export async function autodiscoverJson(store: Store, { path, query, host }: PublicRequest): Promise<PublicAnswer> {
  const answer = (status: number, body: object) => ({ status, headers: json, body: JSON.stringify(body) });
  const asked = (name: string) => [...query].find(([key]) => key.toLowerCase() === name)?.[1];
  const [, inPath] = /\/v1\.0\/([^/]+)$/i.exec(path) ?? [];
  const address = await ownAddress(store, inPath ?? asked("email") ?? "");
  if (address === null || !/^[a-z0-9.-]+$/.test(host)) {
    return answer(404, { ErrorCode: "UserNotFound", ErrorMessage: "The given user is not found" });
  }
  if (asked("protocol")?.toLowerCase() !== "autodiscoverv1") {
    return answer(400, { ErrorCode: "InvalidProtocol", ErrorMessage: "The given protocol value is invalid" });
  }
  return answer(200, { Protocol: "AutodiscoverV1", Url: `https://${host}/autodiscover/autodiscover.xml` });
}

/** For iPhone, iPad and Mac; /mail.mobileconfig?address=ann@example.org. */
export async function profile(store: Store, { query }: PublicRequest): Promise<PublicAnswer | null> {
  const typed = query.get("address");
  if (typed === null) return text(400, "Add the address: /mail.mobileconfig?address=ann@example.org\n");
  const address = await ownAddress(store, typed);
  const file = address === null ? null : await readSignedProfile(store, { address });
  if (file === null) return null;
  const disposition = 'attachment; filename="mail.mobileconfig"';
  return {
    status: 200,
    headers: { "content-type": file.contentType, "content-disposition": disposition },
    body: file.body,
  };
}

/** Canonical where its domain is ours, whoever has it; else null. */
async function ownAddress(store: Store, typed: string): Promise<string | null> {
  try {
    const { address, domain } = parseAddress(typed);
    return (await ownDomain(store, domain)) === null ? null : address;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** Its domain, also where the rest is a placeholder that a program has left in. */
function domainOf(typed: string): string {
  return unicode(typed.slice(typed.lastIndexOf("@") + 1));
}

function hostDomain(host: string): string {
  return unicode(host.replace(/^(autoconfig|autodiscover)\./, ""));
}

function unicode(name: string): string {
  return domainToUnicode(name.toLowerCase()).normalize("NFC");
}

async function ownDomain(store: Store, name: string): Promise<string | null> {
  if (name === "" || name.length > 253 || name.includes("\0")) return null;
  return (await store.db.domain.findUnique({ where: { name }, select: { name: true } }))?.name ?? null;
}
