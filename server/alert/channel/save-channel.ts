import { randomBytes } from "node:crypto";
import { type Actor, appendAudit } from "../../audit/append-audit.ts";
import { isUniqueViolation } from "../../database/refusal.ts";
import { DomainError } from "../../errors.ts";
import { parseInput } from "../../input/parse-input.ts";
import { assertTrust } from "../../password-source/ldap/trust.ts";
import type { Store } from "../../store.ts";
import { dropUndelivered } from "./drop-undelivered.ts";
import { type ChannelChange, type ChannelSettings, channelChange, channelSettings } from "./schema.ts";
import { secretToKeep } from "./secret-to-keep.ts";

export interface SavedChannel {
  readonly id: number;
  readonly name: string;
  /** The key that was made for a new webhook, shown this once; null otherwise. */
  readonly newSecret: string | null;
}

const loopback = /^(?:localhost\.?|127\.\d+\.\d+\.\d+|::1)$/i;

/**
 * Makes a channel, or changes one. Refuses with `already-exists` a name that is taken, with `invalid` a sign-in that would be told in the clear, and
 * a kept secret that would be told to somebody else.
 */
export async function saveChannel(store: Store, input: ChannelChange, actor: Actor): Promise<SavedChannel> {
  const change = parseInput(channelChange, input);
  const { id, name, isEnabled, leastSeverity, secret } = change;
  const settings = channelSettings.parse(change);
  assertTrust(settings.caPem);
  assertNotInTheClear(settings, secret ?? "");
  const now = store.clock.now();
  const newSecret = settings.kind === "webhook" && id === undefined && !secret ? randomBytes(32).toString("hex") : null;
  const chosen = { name, kind: settings.kind, settings: JSON.stringify(settings), isEnabled, leastSeverity };
  try {
    return await store.db.$transaction(async (tx) => {
      const before = id === undefined ? null : await tx.alertChannel.findUnique({ where: { id } });
      if (id !== undefined && before === null) throw new DomainError("not-found", "This channel is gone.", "id");
      const kept = before && { ...before, settings: channelSettings.parse(JSON.parse(before.settings)) };
      const data = { ...chosen, sealedSecret: secretToKeep(store.sealer, settings, secret || newSecret, kept) };
      const row =
        before === null
          ? await tx.alertChannel.create({ data: { ...data, createdAt: now }, select: { id: true } })
          : await tx.alertChannel.update({ where: { id: before.id }, data, select: { id: true } });
      if (!isEnabled) await dropUndelivered(tx, row.id, "The channel was switched off.");
      await appendAudit(tx, actor, now, {
        action: before === null ? "alert.channel-create" : "alert.channel-change",
        object: name,
        before: kept && { ...kept.settings, isEnabled: kept.isEnabled, leastSeverity: kept.leastSeverity },
        after: { ...settings, isEnabled, leastSeverity, hasNewSecret: Boolean(secret) || newSecret !== null },
      });
      return { id: row.id, name, newSecret };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError("already-exists", `There is a channel “${name}” already.`, "name", { cause: error });
  }
}

/** A password or token is told inside TLS, or not beyond this machine. */
function assertNotInTheClear(settings: ChannelSettings, secret: string): void {
  if (settings.kind === "email") {
    if (settings.tls !== "none" || settings.user === "" || loopback.test(settings.host)) return;
    throw new DomainError(
      "invalid",
      "Without TLS the password could be read on the way: choose TLS, or no sign-in.",
      "tls",
    );
  }
  const { protocol, hostname } = new URL(settings.url);
  if (
    settings.kind !== "ntfy" ||
    secret === "" ||
    protocol === "https:" ||
    loopback.test(hostname.replace(/[[\]]/g, ""))
  )
    return;
  throw new DomainError("invalid", "Without https the token could be read on the way.", "url");
}
