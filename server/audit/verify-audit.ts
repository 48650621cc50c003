import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";
import { entryHash } from "./entry-hash.ts";

const pageSize = 1000;

export interface AuditVerdict {
  readonly isIntact: boolean;
  readonly entryCount: number;
  /** Number of the first entry that does not fit, and a sentence that says why; null where all fit. */
  readonly brokenAt: number | null;
  readonly reason: string | null;
}

/** Walks the chain from its first entry to the head recorded in Control. Entries appended meanwhile are not looked at. */
export async function verifyAudit(store: Store): Promise<AuditVerdict> {
  const head = await store.db.control.findUniqueOrThrow({
    where: { id: 1 },
    select: { auditNumber: true, auditHash: true },
  });
  let number = 0;
  let hash = "";
  const broken = (reason: string): AuditVerdict => ({
    isIntact: false,
    entryCount: number - 1,
    brokenAt: number,
    reason,
  });
  while (number < head.auditNumber) {
    const page = await store.db.auditEntry.findMany({
      where: { number: { gt: number, lte: head.auditNumber } },
      orderBy: { number: "asc" },
      take: pageSize,
    });
    if (page.length === 0) {
      number += 1;
      return broken(`Entry ${number} and all after it are missing; there should be ${head.auditNumber}.`);
    }
    for (const entry of page) {
      number += 1;
      if (entry.number !== number) return broken(`Entry ${number} is missing.`);
      if (entry.previousHash !== hash) return broken(`Entry ${number} does not follow from the one before it.`);
      if (entry.hash !== entryHash(entry)) return broken(`Entry ${number} was altered after it had been written.`);
      hash = entry.hash;
    }
    await turn();
  }
  if (hash !== head.auditHash) return broken(`The last entry is not the one that was written last.`);
  return { isIntact: true, entryCount: number, brokenAt: null, reason: null };
}
