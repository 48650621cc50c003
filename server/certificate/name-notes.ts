import { CertificateChoice } from "./choose.ts";

const mostNamed = 3;

/** Sentences on how a certificate's names fit the host name and the domains whose mail is kept here. */
export function nameNotes(names: readonly string[], hostname: string, domains: readonly string[]): string[] {
  const notes = [
    covers(names, hostname)
      ? `It fits ${hostname}, the name mail programs connect to.`
      : `It does not fit ${hostname}, the name mail programs are told to connect to: they are shown it only if they ask for ${listOf(names)}.`,
  ];
  const reached = domains.filter((domain) => names.some((name) => belongsTo(name, domain)));
  const others = domains.filter((domain) => !reached.includes(domain));
  if (domains.length > 1 && reached.length > 0 && others.length > 0) {
    notes.push(`It names hosts of ${listOf(reached)}, none of ${listOf(others)}.`);
  }
  return notes;
}

/** Whether a client that asked for `host` accepts a certificate with these names. */
export function covers(names: readonly string[], host: string): boolean {
  const only = { names, kind: "uploaded", isDefault: false, notAfterAt: new Date(8.64e15) };
  return new CertificateChoice([only], new Date(0)).for(host) !== null;
}

function belongsTo(name: string, domain: string): boolean {
  const host = name.replace(/^\*\./, "");
  return host === domain || host.endsWith(`.${domain}`);
}

function listOf(all: readonly string[]): string {
  const named = all.slice(0, mostNamed).join(", ");
  return all.length > mostNamed ? `${named} and ${all.length - mostNamed} more` : named;
}
