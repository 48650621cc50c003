import type { Db, Tx } from "../db.ts";
import { ruleOf, ruleSelect, scopeOf } from "../retention/read-rules.ts";
import { resolveRetention } from "../retention/resolve-retention.ts";
import { emptyRule, never, type RetentionPlace, type Rule } from "../retention/schema.ts";
import { fullSecond, type Policy, policyWords } from "./policy.ts";

const dayMs = 86_400_000;

/** The rules of all levels, by which place they are of. */
interface Rules {
  readonly server: Rule | null;
  readonly ofDomain: ReadonlyMap<number, Rule>;
  readonly ofAccount: ReadonlyMap<number, Rule>;
}

/**
 * What is to be removed of each account at one instant, by resolveRetention, which each different combination of rules is asked
 * once. Null where nothing is: no rule says so, or a legal hold does not let it.
 */
export class Policies {
  readonly #byDomain = new Map<number, Policy | null>();
  /** Equal policies are one and the same object. */
  readonly #known = new Map<string, Policy>();

  constructor(
    private readonly rules: Rules,
    private readonly now: Date,
  ) {}

  /** Whether no rule of any level removes anything. */
  get isEmpty(): boolean {
    const { server, ofDomain, ofAccount } = this.rules;
    const rules = [server, ...ofDomain.values(), ...ofAccount.values()];
    return rules.every((rule) => isNone(rule?.removeAfterArrivalDays) && isNone(rule?.removeAfterDownloadDays));
  }

  of({ id, domainId }: { readonly id: number; readonly domainId: number }): Policy | null {
    const account = this.rules.ofAccount.get(id) ?? null;
    if (account !== null) return this.#resolve(domainId, account);
    let policy = this.#byDomain.get(domainId);
    if (policy === undefined) {
      policy = this.#resolve(domainId, null);
      this.#byDomain.set(domainId, policy);
    }
    return policy;
  }

  /** As they would be with this rule in one place; holds stay as they are. */
  with(place: RetentionPlace, change: Partial<Rule>): Policies {
    const { server, ofDomain, ofAccount } = this.rules;
    const changed = (rule: Rule | null | undefined): Rule => ({ ...emptyRule, ...rule, ...change });
    const { level, id = 0 } = place;
    if (level === "server") return new Policies({ ...this.rules, server: changed(server) }, this.now);
    if (level === "domain") {
      return new Policies({ ...this.rules, ofDomain: new Map(ofDomain).set(id, changed(ofDomain.get(id))) }, this.now);
    }
    return new Policies({ ...this.rules, ofAccount: new Map(ofAccount).set(id, changed(ofAccount.get(id))) }, this.now);
  }

  #resolve(domainId: number, account: Rule | null): Policy | null {
    const { server, ofDomain } = this.rules;
    const found = resolveRetention({ server, domain: ofDomain.get(domainId) ?? null, account }, this.now);
    const policy = policyOf(found, this.now);
    if (policy === null) return null;
    const key = JSON.stringify(policy);
    const known = this.#known.get(key) ?? policy;
    this.#known.set(key, known);
    return known;
  }
}

const isNone = (days: number | null | undefined) => days === null || days === undefined || days === never;

function policyOf(found: ReturnType<typeof resolveRetention>, now: Date): Policy | null {
  const { removeAfterArrivalDays: arrival, removeAfterDownloadDays: download, keepsUndownloaded, hold } = found;
  if (hold !== null || (arrival.value === null && download.value === null)) return null;
  const before = (days: number | null) => (days === null ? null : fullSecond(now.getTime()) - days * dayMs);
  return {
    arrivedBefore: before(arrival.value),
    downloadedBefore: before(download.value),
    keepsUndownloaded: keepsUndownloaded.value,
    recoverableDays: found.recoverableDays.value,
    words: policyWords({
      arrivalDays: arrival.value,
      downloadDays: download.value,
      keepsUndownloaded: keepsUndownloaded.value,
    }),
  };
}

/** All rules there are. Inside a transaction: as they are in it. */
export async function readPolicies(db: Db | Tx, now: Date): Promise<Policies> {
  const rows = await db.retentionRule.findMany({
    select: { ...ruleSelect, scope: true, domainId: true, accountId: true },
  });
  const ofDomain = new Map<number, Rule>();
  const ofAccount = new Map<number, Rule>();
  let server: Rule | null = null;
  for (const { scope, domainId, accountId, ...row } of rows) {
    const rule = ruleOf(row);
    if (accountId !== null) ofAccount.set(accountId, rule);
    else if (domainId !== null) ofDomain.set(domainId, rule);
    else if (scope === scopeOf({ level: "server", id: undefined })) server = rule;
  }
  return new Policies({ server, ofDomain, ofAccount }, now);
}
