import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { readKeyAuthorization } from "./acme-challenge.ts";
import { autoconfig, autodiscover, autodiscoverJson, profile } from "./client-set-up.ts";
import { type PublicAnswer, type PublicRequest, text } from "./schema.ts";

type Answering = (store: Store, request: PublicRequest) => Promise<PublicAnswer | null>;

interface Route {
  /** Matched against the path in lower case. */
  readonly path: RegExp;
  readonly methods: readonly string[];
  /** Null: as if there were nothing here. */
  readonly answer: Answering;
}

const challengeFolder = "/.well-known/acme-challenge/";

/** All that strangers are served. */
const routes: readonly Route[] = [
  { path: /^\/\.well-known\/acme-challenge\/[^/]+$/, methods: ["GET"], answer: challenge },
  { path: /^(\/\.well-known\/autoconfig)?\/mail\/config-v1\.1\.xml$/, methods: ["GET"], answer: autoconfig },
  { path: /^\/autodiscover\/autodiscover\.xml$/, methods: ["POST"], answer: autodiscover },
  { path: /^\/autodiscover\/autodiscover\.json(\/v1\.0\/[^/]+)?$/, methods: ["GET"], answer: autodiscoverJson },
  { path: /^\/mail\.mobileconfig$/, methods: ["GET"], answer: profile },
  { path: /^\/$/, methods: ["GET"], answer: toConsole },
];

/** Longest body of a request that somebody answers, in octets. */
export const longestBodyOctets = 16 * 1024;

const nothingHere: PublicAnswer = text(404, "There is nothing here.\n");

/** The answer of the public web listener. What is not in the list above is 404, whoever asks and however. */
export async function answerPublic(store: Store, request: PublicRequest): Promise<PublicAnswer> {
  const path = request.path.toLowerCase();
  const route = routes.find((each) => each.path.test(path));
  if (route === undefined) return nothingHere;
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (!route.methods.includes(method)) {
    const refusal = text(405, "This is asked for in another way.\n");
    return { ...refusal, headers: { ...refusal.headers, allow: allowed(route.methods) } };
  }
  return (await route.answer(store, request)) ?? nothingHere;
}

/** RFC 8555 §8.3. */
async function challenge(store: Store, { path }: PublicRequest): Promise<PublicAnswer | null> {
  const body = await readKeyAuthorization(store, path.slice(challengeFolder.length));
  return body === null ? null : { status: 200, headers: { "content-type": "application/octet-stream" }, body };
}

/** Only where an administrator has said so: where the console is, is nobody's business otherwise. */
async function toConsole(store: Store): Promise<PublicAnswer | null> {
  const { redirectsToConsole, hostname } = await readSettings(store);
  if (!redirectsToConsole) return null;
  const { httpsPort } = store.environment;
  const location = new URL(`https://${hostname}${httpsPort === 443 ? "" : `:${httpsPort}`}/`).href;
  const answer = text(302, `The console is at ${location}\n`);
  return { ...answer, headers: { ...answer.headers, location } };
}

function allowed(methods: readonly string[]): string {
  return methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
}
