/** What a parser gives back instead of a value: the reason, as a sentence for whoever typed it. */
export interface Malformed {
  readonly malformed: string;
}

export function malformed(reason: string): Malformed {
  return { malformed: reason };
}

export function isMalformed(value: unknown): value is Malformed {
  return typeof value === "object" && value !== null && "malformed" in value;
}
