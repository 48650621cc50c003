import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { forgetScramVerifiers } from "../credential/scram/forget-verifiers.ts";
import type { Tx } from "../db.ts";
import { parseDomainName } from "../domain/domain-name.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { readSettings } from "./read.ts";
import { type Settings, type SettingsChange, settingsChange } from "./schema.ts";

/** Changes what `input` names and leaves the rest. The daemon obeys within a second. */
export async function changeSettings(store: Store, input: SettingsChange, actor: Actor): Promise<Settings> {
  const change = parseInput(settingsChange, input);
  const now = store.clock.now();
  return store.db.$transaction(async (db) => {
    await growGeneration(db);
    if (change.defaultDomain) change.defaultDomain = await ownDomain(db, change.defaultDomain);
    const before = await readSettings({ db });
    const names = (Object.keys(change) as (keyof Settings)[]).filter(
      (name) => change[name] !== undefined && change[name] !== before[name],
    );
    for (const name of names) {
      const value = JSON.stringify(change[name]);
      await db.setting.upsert({ where: { name }, create: { name, value }, update: { value } });
    }
    const after = await readSettings({ db });
    if (names.includes("offersScram") && !after.offersScram) await forgetScramVerifiers(db);
    if (names.length > 0) {
      await appendAudit(db, actor, now, {
        action: "setting.change",
        object: names.join(", "),
        before: Object.fromEntries(names.map((name) => [name, before[name]])),
        after: Object.fromEntries(names.map((name) => [name, after[name]])),
      });
    }
    return after;
  });
}

/** A default domain that is not ours would let nobody in. */
async function ownDomain(tx: Tx, text: string): Promise<string> {
  const name = parseDomainName(text, "defaultDomain");
  if (await tx.domain.findUnique({ where: { name }, select: { id: true } })) return name;
  throw new DomainError("invalid", `${name} is not a domain of this server. Add it first.`, "defaultDomain");
}
