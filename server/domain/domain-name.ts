import { domainToASCII, domainToUnicode } from "node:url";
import { DomainError } from "../errors.ts";

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const longestName = 253;

/** One spelling for every way of writing a domain: lower case, NFC, U-labels (RFC 5890). Refuses nonsense with `invalid`. */
export function parseDomainName(text: string, field = "name"): string {
  const typed = text.trim();
  // URL parsing is lenient where mail is not: it would read %41 as a, and 1 as an IP address.
  const ascii = /[\s%/\\:?#@[\]]/.test(typed) ? "" : domainToASCII(typed.normalize("NFC"));
  const labels = ascii.split(".");
  const isName = labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? "");
  if (!isName || ascii.length > longestName) {
    throw new DomainError(
      "invalid",
      `"${typed}" is not a domain: letters, digits and hyphens, with dots between, such as example.org.`,
      field,
    );
  }
  return domainToUnicode(ascii).normalize("NFC");
}
