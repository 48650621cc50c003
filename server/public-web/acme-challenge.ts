import type { Store } from "../store.ts";

/** base64url without padding (RFC 8555 §8.3); the bound keeps nonsense from the database. */
const tokenForm = /^[\w-]{1,128}$/;

export interface AcmeChallenge {
  readonly token: string;
  /** Token, a dot, and the account key's thumbprint (RFC 8555 §8.1). */
  readonly keyAuthorization: string;
  readonly expiresAt: Date;
}

/** Has the public web listener answer for this token from now on, on every node, until it expires. Takes away what has expired. */
export async function offerAcmeChallenge(store: Store, challenge: AcmeChallenge): Promise<void> {
  const { token, ...rest } = challenge;
  await store.db.acmeChallenge.deleteMany({ where: { expiresAt: { lte: store.clock.now() } } });
  await store.db.acmeChallenge.upsert({
    where: { token },
    create: { token, ...rest, createdAt: store.clock.now() },
    update: rest,
    select: { token: true },
  });
}

/** The ACME server has seen it, or never will. */
export async function withdrawAcmeChallenge(store: Store, { token }: { token: string }): Promise<void> {
  await store.db.acmeChallenge.deleteMany({ where: { token } });
}

/** What is answered for a token; null where nobody asked for it or its time is over. */
export async function readKeyAuthorization(store: Store, token: string): Promise<string | null> {
  if (!tokenForm.test(token)) return null;
  const found = await store.db.acmeChallenge.findUnique({ where: { token } });
  return found && found.expiresAt > store.clock.now() ? found.keyAuthorization : null;
}
