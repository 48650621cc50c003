import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { openSource } from "./open-source.ts";
import { type AskedSource, type SourceAnswer, SourceAway } from "./question.ts";
import { QuestionTurns } from "./question-turns.ts";
import { openBindPassword, readSource } from "./read-source.ts";
import type { SourceSettings } from "./schema.ts";
import type { SourceRef } from "./source-statements.ts";

/** saslauthd has five processes where nobody says otherwise, and a directory is others' as well. */
const questionsAtOnce = { ldap: 8, pam: 5 } as const satisfies Record<SourceSettings["kind"], number>;
/** The least between two lines in the log about one source that cannot be asked. */
const reportMs = 30_000;

/** "busy": too many are waiting, nothing was asked. */
export interface Checked {
  readonly answer: SourceAnswer | "away" | "busy";
  /** Of the source that answered. */
  readonly version: string;
  /** How long a yes may be remembered. */
  readonly rememberMs: number;
}

interface Open {
  readonly version: string;
  readonly settings: SourceSettings;
  readonly source: AskedSource;
  readonly turns: QuestionTurns;
  reportedAtMs: number;
}

/** The sources outside of all domains, each opened when it is first needed and again when it has changed. One per process. */
export class PasswordSources {
  readonly #store: Store;
  readonly #report: (error: unknown) => void;
  /** By domain. */
  readonly #open = new Map<number, Promise<Open | null>>();

  /** `report`: told why a source could not be asked, now and then. */
  constructor(store: Store, report: (error: unknown) => void) {
    this.#store = store;
    this.#report = report;
  }

  /** Whether a password is a person's. The octets must stay as they are until it resolves. */
  async check(ref: SourceRef, address: string, password: Uint8Array): Promise<Checked> {
    const open = await this.#opened(ref);
    // Its settings went a moment ago: who asks again is answered by what holds now.
    if (open === null) return { answer: "away", version: ref.version, rememberMs: 0 };
    const { version, settings, source, turns } = open;
    const rememberMs = settings.rememberMinutes * 60_000;
    if (!(await turns.take(settings.timeoutSeconds * 1000))) return { answer: "busy", version, rememberMs };
    try {
      return { answer: await source.ask({ address }, password), version, rememberMs };
    } catch (error) {
      if (!(error instanceof SourceAway)) throw error;
      this.#tell(open, error);
      return { answer: "away", version, rememberMs };
    } finally {
      turns.give();
    }
  }

  /** After the last question. */
  close(): void {
    for (const domainId of this.#open.keys()) this.#forget(domainId);
  }

  async #opened(ref: SourceRef): Promise<Open | null> {
    for (;;) {
      const opening = this.#open.get(ref.domainId);
      const known = await opening;
      if (known?.version === ref.version) return known;
      // Unless somebody else opened it anew meanwhile.
      if (this.#open.get(ref.domainId) === opening) break;
    }
    this.#forget(ref.domainId);
    const opening = this.#read(ref.domainId);
    this.#open.set(ref.domainId, opening);
    return opening;
  }

  async #read(domainId: number): Promise<Open | null> {
    try {
      const kept = await readSource(this.#store.db, domainId);
      if (kept === null) return null;
      const { version, settings } = kept;
      const source = await openSource(this.#store, settings, openBindPassword(this.#store.sealer, kept));
      return { version, settings, source, turns: new QuestionTurns(questionsAtOnce[settings.kind]), reportedAtMs: 0 };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.#report(error);
      return null;
    }
  }

  #forget(domainId: number): void {
    const open = this.#open.get(domainId);
    this.#open.delete(domainId);
    void open?.then((open) => open?.source.close()).catch(() => {});
  }

  #tell(open: Open, error: SourceAway): void {
    const nowMs = this.#store.clock.monotonicMs();
    if (open.reportedAtMs !== 0 && nowMs - open.reportedAtMs < reportMs) return;
    open.reportedAtMs = nowMs;
    this.#report(error);
  }
}
