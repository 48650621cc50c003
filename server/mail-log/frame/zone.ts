const quarterMs = 15 * 60_000;
const rememberedQuarters = 20_000;

/** A time zone by its IANA name, asked for the offset of many wall-clock times one after the other. */
export class Zone {
  readonly #format: Intl.DateTimeFormat | null;
  readonly #offsets = new Map<number, number>();

  /** Throws a RangeError for a name that is no zone. */
  constructor(readonly name: string) {
    this.#format =
      name === "UTC"
        ? null
        : new Intl.DateTimeFormat("en-GB", {
            timeZone: name,
            hourCycle: "h23",
            year: "numeric",
            month: "2-digit",
            day: "2-digit",
            hour: "2-digit",
            minute: "2-digit",
            second: "2-digit",
          });
  }

  /** The instant of a wall-clock time written as if it were UTC. Of the hour that comes twice the first; one that never comes is read with the offset before it. */
  toUtc(wallMs: number): number {
    if (this.#format === null) return wallMs;
    const quarter = Math.floor(wallMs / quarterMs);
    let offset = this.#offsets.get(quarter);
    if (offset === undefined) {
      offset = this.#offsetOf(quarter * quarterMs);
      if (this.#offsets.size >= rememberedQuarters) this.#offsets.clear();
      this.#offsets.set(quarter, offset);
    }
    return wallMs - offset;
  }

  #offsetOf(wallMs: number): number {
    // Zones change by a few hours at most: before and after are the offsets half a day around it.
    const before = this.#offsetAt(wallMs - 12 * 3_600_000);
    const after = this.#offsetAt(wallMs + 12 * 3_600_000);
    for (const offset of [before, after]) if (this.#offsetAt(wallMs - offset) === offset) return offset;
    return before;
  }

  #offsetAt(utcMs: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format?.formatToParts(utcMs) ?? []) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
  }
}

/** The zone of this machine. */
export function ownZone(): Zone {
  return new Zone(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
}
