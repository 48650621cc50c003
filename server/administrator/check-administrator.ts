import { verifyPassword } from "../credential/password.ts";
import type { Store } from "../store.ts";
import { administratorColumns, asAdministrator, usable } from "./read.ts";
import type { AdministratorView } from "./schema.ts";

export interface ConsoleSignInAttempt {
  readonly email: string;
  readonly password: string;
  readonly remoteAddress: string;
}

export interface ConsoleSignInRefusal {
  readonly refused: "credentials" | "throttled";
  /** Seconds, where throttled. */
  readonly retryAfterSeconds: number;
  /** A sentence for the person. */
  readonly text: string;
}

/** Checks an administrator's e-mail and password. Takes the same time for an unknown e-mail; slows guessers. */
export async function checkAdministrator(
  store: Store,
  attempt: ConsoleSignInAttempt,
): Promise<AdministratorView | ConsoleSignInRefusal> {
  // A NUL, which PostgreSQL would not even look up, is nobody's either.
  const email = attempt.email.trim().toLowerCase().replaceAll("\0", "\uFFFD");
  const waitMs = store.signInThrottle.admit(attempt.remoteAddress, email, store.clock.monotonicMs());
  if (waitMs > 0) return throttled(Math.ceil(waitMs / 1000));

  const row = await store.db.administrator.findUnique({
    where: { email, ...usable },
    select: { ...administratorColumns, passwordHash: true },
  });
  const fits = await verifyPassword(row?.passwordHash ?? "", Buffer.from(attempt.password, "utf8"));
  if (!row || !fits) {
    return { refused: "credentials", retryAfterSeconds: 0, text: "E-mail address or password is wrong." };
  }
  store.signInThrottle.forgive(attempt.remoteAddress, email);
  const { passwordHash: _, ...administrator } = row;
  return asAdministrator(administrator);
}

function throttled(seconds: number): ConsoleSignInRefusal {
  const time =
    seconds < 120 ? `${seconds} ${seconds === 1 ? "second" : "seconds"}` : `${Math.ceil(seconds / 60)} minutes`;
  return {
    refused: "throttled",
    retryAfterSeconds: seconds,
    text: `Too many attempts from your network. Wait ${time}, then try again.`,
  };
}
