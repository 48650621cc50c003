import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { isUniqueViolation } from "../database/refusal.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { parseDomainName } from "./domain-name.ts";
import { type NewDomain, newDomain } from "./schema.ts";

/** Gives the new domain. Refuses a name that is taken with `already-exists`, and nonsense with `invalid`. */
export async function createDomain(
  store: Store,
  input: NewDomain & { isSample?: boolean },
  actor: Actor,
): Promise<{ id: number; name: string }> {
  const name = parseDomainName(parseInput(newDomain, input).name);
  const now = store.clock.now();
  try {
    return await store.db.$transaction(async (tx) => {
      const data = { name, isSample: input.isSample ?? false, createdAt: now };
      const domain = await tx.domain.create({ data, select: { id: true, name: true } });
      await appendAudit(tx, actor, now, { action: "domain.create", object: name });
      await growGeneration(tx); // whether SCRAM is offered depends on all domains
      return domain;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError("already-exists", `The domain ${name} is here already.`, "name", { cause: error });
  }
}
