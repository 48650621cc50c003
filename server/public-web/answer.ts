import type { Store } from "../store.ts";
import { readKeyAuthorization } from "./acme-challenge.ts";
import type { PublicAnswer, PublicRequest } from "./schema.ts";

type Answering = (store: Store, request: PublicRequest) => Promise<PublicAnswer | null>;

interface Route {
  /** Matched against the path in lower case; what a group holds is in the path itself. */
  readonly path: RegExp;
  readonly methods: readonly string[];
  /** Null: as if there were nothing here. */
  readonly answer: Answering;
}

const challengeFolder = "/.well-known/acme-challenge/";

/** All that strangers are served. */
const routes: readonly Route[] = [
  { path: /^\/\.well-known\/acme-challenge\/[^/]+$/, methods: ["GET"], answer: challenge },
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

export function text(status: number, body: string): PublicAnswer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}

function allowed(methods: readonly string[]): string {
  return methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
}
