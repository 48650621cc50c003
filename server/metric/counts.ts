import type { EndReason } from "../session/schema.ts";
import type { FailureReason } from "../sign-in-failure/schema.ts";
import {
  commandKeywords,
  countedKeys,
  type DeliveryRefusal,
  type DeliveryWay,
  deliveryRefusals,
  deliveryWays,
  durationBounds,
  placeOf,
  placesOf,
  tlsLabels,
} from "./series.ts";
import { endReasons } from "../session/schema.ts";
import { failureReasons } from "../sign-in-failure/schema.ts";

const place = {
  sessions: placeOf("sessions_total"),
  ends: placesOf("session_ends_total", endReasons),
  signIns: placesOf("sign_ins_total", tlsLabels),
  failures: placesOf("sign_in_failures_total", Object.keys(failureReasons)),
  /** Of each histogram its first part; the others follow. */
  durations: placesOf("command_duration_seconds", commandKeywords, String(durationBounds[0])),
  errors: placesOf("command_errors_total", commandKeywords),
  retrieved: placeOf("retrieved_messages_total"),
  retrievedOctets: placeOf("retrieved_bytes_total"),
  removed: placeOf("removed_messages_total"),
  removedOctets: placeOf("removed_bytes_total"),
  delivered: placesOf("delivered_messages_total", deliveryWays),
  deliveredOctets: placesOf("delivered_bytes_total", deliveryWays),
  refusals: placesOf("delivery_failures_total", Object.keys(deliveryRefusals)),
};

const sumPart = durationBounds.length + 1;
const otherDuration = place.durations.get("other") as number;
const otherError = place.errors.get("other") as number;

/** Pairs: the place of a series, and by how much it grew. */
export type Growth = readonly number[];

/** What a worker counts: plain numbers, added to as things happen, handed over now and then. Costs some 0.1 µs a command. */
export class Counts {
  readonly #isOn: () => boolean;
  readonly #values = new Float64Array(countedKeys.length);
  #isMoved = false;

  /** `isOn`: asked at each use, so that the switch is hot. */
  constructor(isOn: () => boolean = () => true) {
    this.#isOn = isOn;
  }

  get isOn(): boolean {
    return this.#isOn();
  }

  sessionBegan(): void {
    this.#add(place.sessions, 1);
  }

  sessionEnded(reason: EndReason | null): void {
    this.#addAt(place.ends, reason ?? "dropped", 1);
  }

  /** `tlsVersion`: null in the clear. */
  signedIn(tlsVersion: string | null): void {
    this.#addAt(place.signIns, tlsVersion ?? "none", 1);
  }

  signInRefused(reason: FailureReason): void {
    this.#addAt(place.failures, reason, 1);
  }

  /** `keyword`: of a command there is, or anything else. */
  commandAnswered(keyword: string, isRefused: boolean, ms: number): void {
    if (!this.#isOn()) return;
    this.#isMoved = true;
    const values = this.#values;
    const first = place.durations.get(keyword) ?? otherDuration;
    const seconds = ms / 1000;
    let part = 0;
    while (part < durationBounds.length && seconds > (durationBounds[part] as number)) part += 1;
    (values[first + part] as number) += 1;
    // A monotonic clock may stand still between two readings, never go back.
    (values[first + sumPart] as number) += seconds;
    if (isRefused) (values[place.errors.get(keyword) ?? otherError] as number) += 1;
  }

  retrieved(octets: number): void {
    this.#add(place.retrieved, 1);
    this.#add(place.retrievedOctets, octets);
  }

  removed(count: number, octets: number): void {
    this.#add(place.removed, count);
    this.#add(place.removedOctets, octets);
  }

  delivered(via: DeliveryWay, octets: number): void {
    this.#addAt(place.delivered, via, 1);
    this.#addAt(place.deliveredOctets, via, octets);
  }

  deliveryRefused(reason: DeliveryRefusal): void {
    this.#addAt(place.refusals, reason, 1);
  }

  /** What was counted since the last call; null: nothing. */
  take(): Growth | null {
    if (!this.#isMoved) return null;
    this.#isMoved = false;
    const growth: number[] = [];
    for (let index = 0; index < this.#values.length; index += 1) {
      const value = this.#values[index] as number;
      if (value !== 0) growth.push(index, value);
    }
    this.#values.fill(0);
    return growth;
  }

  #addAt(places: ReadonlyMap<string, number>, value: string, by: number): void {
    const at = places.get(value);
    if (at !== undefined) this.#add(at, by);
  }

  #add(at: number, by: number): void {
    if (!this.#isOn()) return;
    this.#isMoved = true;
    (this.#values[at] as number) += by;
  }
}
