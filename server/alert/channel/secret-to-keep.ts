import { DomainError } from "../../errors.ts";
import type { Sealer } from "../../secret/sealer.ts";
import type { ChannelSettings } from "./schema.ts";

export interface Kept {
  readonly settings: ChannelSettings;
  readonly sealedSecret: string | null;
}

const needed: Readonly<Record<ChannelSettings["kind"], string>> = {
  email: "The password of who signs in is needed.",
  webhook: "A key is needed that messages are signed with.",
  ntfy: "Type the access token again: with this change it would be told to another server.",
};

/**
 * The sealed secret as a change has it: the one typed, or the one that is kept; null where none is needed. A kept password or token is told to no
 * server that it was not meant for: then it must be typed again. A webhook's key is told to nobody, so it stays.
 */
export function secretToKeep(
  sealer: Sealer,
  settings: ChannelSettings,
  typed: string | null | undefined,
  kept: Kept | null,
): string | null {
  if (settings.kind === "email" && settings.user === "") return null;
  if (typed) return sealer.seal(typed);
  if (kept?.sealedSecret == null) {
    if (settings.kind === "ntfy") return null;
    throw new DomainError("invalid", needed[settings.kind], "secret");
  }
  if (isForTheSame(settings, kept.settings)) return kept.sealedSecret;
  throw new DomainError("invalid", needed[settings.kind], "secret");
}

function isForTheSame(now: ChannelSettings, before: ChannelSettings): boolean {
  if (now.kind === "email" && before.kind === "email") {
    const isSameServer = now.host === before.host && now.port === before.port && now.user === before.user;
    return isSameServer && now.caPem === before.caPem && (now.tls === before.tls || now.tls === "implicit");
  }
  if (now.kind === "ntfy" && before.kind === "ntfy") {
    return new URL(now.url).origin === new URL(before.url).origin && now.caPem === before.caPem;
  }
  return now.kind === "webhook" && before.kind === "webhook";
}
