import type { Db, Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Sealer } from "../secret/sealer.ts";
import { type SourceSettings, sourceSettings } from "./schema.ts";

/** A source as it is asked. */
export interface KeptSource {
  readonly version: string;
  readonly settings: SourceSettings;
  /** Of who searches, sealed; null where there is none. */
  readonly sealedPassword: string | null;
}

/** Of a domain; null where its passwords are known here. */
export async function readSource(db: Db | Tx, domainId: number): Promise<KeptSource | null> {
  const row = await db.passwordSource.findUnique({
    where: { domainId },
    select: { version: true, settings: true, sealedPassword: true },
  });
  if (row === null) return null;
  const parsed = sourceSettings.safeParse(JSON.parse(row.settings));
  if (parsed.success) return { ...row, settings: parsed.data };
  throw new DomainError(
    "configuration",
    "The source of passwords of this domain was saved by another version and cannot be read: save it anew.",
  );
}

export function openBindPassword(sealer: Sealer, { sealedPassword }: Pick<KeptSource, "sealedPassword">): string {
  return sealedPassword === null ? "" : sealer.open(sealedPassword);
}
