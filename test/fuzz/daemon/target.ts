import fc from "fast-check";
import type { Finding, How, Outcome, Target } from "../target.ts";
import { type Attack, attacks } from "./adversary.ts";
import { Besieged } from "./besieged.ts";

const clients = fc.array(
  attacks(Besieged.account, fc.constantFrom(Besieged.recipient, Besieged.recipient, "unknown@example.org")),
  {
    minLength: 4,
    maxLength: 24,
  },
);

/** A daemon that has not got rid of its clients by then never will. */
const hangsMs = 120_000;

/** Clients on real sockets that split, abort, half-close and do not read, several at once. */
class DaemonTarget implements Target {
  readonly name = "daemon: after any clients it lives, holds no lock, no session, no socket, and all mail is whole";
  readonly shortRuns = 1;
  readonly turnMs = 20_000;
  #besieged: Besieged | null = null;

  /** The path of a finding is the attacks left out of those its seed gives. */
  async check({ seed, runs, limitMs = Number.POSITIVE_INFINITY, path }: How): Promise<Outcome> {
    const endsAt = performance.now() + limitMs;
    let tried = 0;
    do {
      const attacks = attacksOf(seed + tried);
      const leftOut = new Set(path?.split(":").filter(Boolean).map(Number));
      const error = await this.#bear(attacks.filter((_, index) => !leftOut.has(index)));
      if (error !== null) {
        return { tried: tried + 1, finding: await this.#smaller(seed + tried, attacks, leftOut, error, endsAt) };
      }
      tried += 1;
    } while (path === undefined && tried < runs && performance.now() < endsAt);
    return { tried, finding: null };
  }

  async close(): Promise<void> {
    await this.#besieged?.stop();
    this.#besieged = null;
  }

  async #bear(attacks: readonly Attack[]): Promise<unknown> {
    this.#besieged ??= await Besieged.start();
    try {
      await Promise.race([this.#besieged.bear(attacks), hanging(AbortSignal.timeout(hangsMs))]);
      return null;
    } catch (error) {
      // What is left behind would be found again by the next.
      await this.close().catch(() => {});
      return error;
    }
  }

  /** Leaves out one attack after the other, as long as it is found without it and the time allows. */
  async #smaller(
    seed: number,
    attacks: readonly Attack[],
    leftOut: Set<number>,
    error: unknown,
    endsAt: number,
  ): Promise<Finding> {
    let last = error;
    for (const index of attacks.keys()) {
      if (performance.now() >= endsAt || leftOut.has(index)) continue;
      const fewer = new Set([...leftOut, index]);
      const again = await this.#bear(attacks.filter((_, at) => !fewer.has(at)));
      if (again === null) continue;
      leftOut.add(index);
      last = again;
    }
    const input = fc.stringify(attacks.filter((_, index) => !leftOut.has(index)));
    const text = last instanceof Error ? (last.stack ?? last.message) : String(last);
    return { seed, path: `${[...leftOut].join(":")}:`, input, error: text };
  }
}

/** Rejects when the time is over. */
function hanging(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("a client was never answered, or never let go")));
  });
}

function attacksOf(seed: number): Attack[] {
  return fc.sample(clients, { seed, numRuns: 1 })[0] ?? [];
}

export const daemonTarget = new DaemonTarget();
