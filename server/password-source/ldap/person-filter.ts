import { type Filter, FilterParser } from "ldapts";
import { DomainError } from "../../errors.ts";
import { fillTemplate, type Person } from "../template.ts";
import { escapeFilterValue } from "./escape.ts";

/** A filter with a person in it, as text (RFC 4515) and as it is sent. */
export interface PersonFilter {
  readonly text: string;
  readonly filter: Filter;
}

export function personFilter(template: string, person: Person): PersonFilter {
  const text = fillTemplate(template, person, escapeFilterValue);
  return { text, filter: FilterParser.parseString(text) };
}

/** Refuses a filter that is none with `invalid`, as it is saved. */
export function assertFilter(template: string): void {
  try {
    personFilter(template, { address: "ann@example.org" });
  } catch (cause) {
    const why = (cause as Error).message.split(/[:.]/)[0];
    throw new DomainError(
      "invalid",
      `This is no filter (${why}): write one such as (&(objectClass=person)(mail=%u)), without blanks between its parts.`,
      "filter",
      { cause },
    );
  }
}
