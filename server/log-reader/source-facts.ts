import { isOtherThanFile } from "./log-files.ts";
import { refusedBy } from "../log-source/allowed-place.ts";
import { rightsOf } from "../log-source/rights.ts";
import type { SourceState } from "../log-source/schema.ts";
import type { Store } from "../store.ts";
import type { KnownFile } from "./known-file.ts";
import type { FoundFile } from "./log-files.ts";
import type { FileTrouble, MatchedFile } from "./match-files.ts";

interface Facts {
  readonly state: SourceState;
  readonly trouble: string;
  readonly remedy: string;
  readonly lastAtMs: number | null;
  readonly lineCount: number;
  readonly waitingOctets: number;
}

export interface Looked {
  readonly source: { readonly path: string };
  readonly files: readonly FoundFile[];
  readonly matched: readonly MatchedFile[];
  readonly troubles: readonly FileTrouble[];
  readonly unreadable: readonly string[];
  readonly known: readonly KnownFile[];
  readonly isPast: boolean;
}

/** Where nothing changed, it is said again that somebody looks. */
const sayAgainMs = 5_000;

/** Writes down what the reader says of a source (LogSourceStatus), when it is news, and from time to time that it is still so. */
export class SourceFacts {
  #said = "";
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #lineCount = -1;
  #readAt: Date | null = null;
  #last: Facts = { state: "missing", trouble: "", remedy: "", lastAtMs: null, lineCount: 0, waitingOctets: 0 };

  constructor(
    private readonly store: Store,
    private readonly sourceId: number,
    private readonly nodeId: string,
  ) {}

  async say(looked: Looked): Promise<void> {
    const { matched, known, isPast } = looked;
    const { trouble, remedy, isMissing } = await troubleOf(looked);
    const isTroubled = trouble !== "" && matched.length === 0;
    const state = isMissing ? "missing" : isTroubled ? "troubled" : isPast ? "reading" : "following";
    const lastAtMs = known.reduce<number | null>(
      (last, { lastAtMs: at }) => (at !== null && at > (last ?? 0) ? at : last),
      null,
    );
    await this.#write({
      state,
      trouble,
      remedy,
      lastAtMs,
      lineCount: known.reduce((sum, { lineCount }) => sum + lineCount, 0),
      waitingOctets: matched.reduce((sum, { found, file }) => sum + waitingOf(found, file), 0),
    });
  }

  /** Rethrows what is no trouble of a file. */
  async sayTrouble(error: unknown, path: string): Promise<void> {
    const refused = refusedBy(error, path);
    if (refused === null) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    await this.#write({ ...this.#last, state: isMissing ? "missing" : "troubled", ...refused });
  }

  async #write(facts: Facts): Promise<void> {
    const { clock, logs } = this.store;
    if (this.#lineCount >= 0 && facts.lineCount > this.#lineCount) this.#readAt = clock.now();
    this.#lineCount = facts.lineCount;
    this.#last = facts;
    const said = JSON.stringify(facts);
    if (said === this.#said && clock.monotonicMs() - this.#saidAtMs < sayAgainMs) return;
    const { lastAtMs, ...rest } = facts;
    const data = {
      ...rest,
      lastAt: lastAtMs === null ? null : new Date(lastAtMs),
      seenAt: clock.now(),
      ...(this.#readAt !== null && { readAt: this.#readAt }),
    };
    const { sourceId, nodeId } = this;
    await logs.logSourceStatus.upsert({
      where: { sourceId_nodeId: { sourceId, nodeId } },
      create: { sourceId, nodeId, ...data },
      update: data,
    });
    this.#said = said;
    this.#saidAtMs = clock.monotonicMs();
  }
}

function waitingOf(found: FoundFile, file: KnownFile): number {
  if (file.isDone && found.isPacked) return 0;
  return found.isPacked ? found.octets : Math.max(0, found.octets - file.readOctets);
}

interface Trouble {
  readonly trouble: string;
  readonly remedy: string;
  readonly isMissing: boolean;
}

/** The worst first: what cannot be read, then what could be read in part. */
async function troubleOf({ source, files, matched, troubles, unreadable }: Looked): Promise<Trouble> {
  for (const { found, error } of troubles) {
    const refused = refusedBy(error, found.path, await rightsOf(found.path));
    if (refused === null) throw error;
    return { ...refused, isMissing: false };
  }
  if (files.length === 0) {
    const isOther = !source.path.includes("*") && (await isOtherThanFile(source.path));
    const trouble = isOther ? `${source.path} is not a file.` : `There is no ${source.path}.`;
    return { trouble, remedy: "", isMissing: !isOther };
  }
  const damaged = matched.find(({ file }) => file.trouble !== "");
  const [other] = unreadable;
  const packed = other === undefined ? "" : `${other} is packed with something else than gzip.`;
  return { trouble: damaged?.file.trouble ?? packed, remedy: "", isMissing: false };
}
