import { closeSync, openSync, writeSync } from "node:fs";
import { mailPrograms } from "#server/mail-log/program/programs.ts";

/** Shares of lines by program, as a machine with Postfix and Dovecot has them; the others' lines come along so that all rows are tried. */
const shares: Readonly<Record<string, number>> = {
  Postfix: 55,
  Dovecot: 35,
  Courier: 2,
  Exim: 2,
  Cyrus: 1,
  sendmail: 1,
};
const unknownShare = 4;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Writes a log of `octets`: the rows' own samples, each with other names, addresses, ids and stamps, in a fixed pseudo-random order.
 * Gives the number of lines.
 */
export function makeLog(path: string, octets: number): number {
  const bySyslog = mailPrograms.flatMap(({ name, rows }) => {
    const samples = rows.map(({ sample }) => sample).filter((sample) => sample.startsWith("Nov 21"));
    return samples.length === 0 || shares[name] === undefined ? [] : [{ share: shares[name], samples }];
  });
  const file = openSync(path, "w");
  const random = numbers(7);
  let written = 0;
  let lineCount = 0;
  let second = 0;
  try {
    while (written < octets) {
      let piece = "";
      for (let n = 0; n < 2000; n += 1) {
        lineCount += 1;
        if (random() < 0.02) second += 1;
        piece += `${stamp(second)}${varied(pick(bySyslog, random), random)}\n`;
      }
      written += writeSync(file, piece);
    }
  } finally {
    closeSync(file);
  }
  return lineCount;
}

type Group = { share: number; samples: string[] };

function pick(groups: readonly Group[], random: () => number): string {
  let at = random() * 100;
  if (at < unknownShare) return " mail gadget[99]: value 17 of nothing that anybody knows";
  at = (at - unknownShare) * (groups.reduce((sum, { share }) => sum + share, 0) / (100 - unknownShare));
  const group = groups.find(({ share }) => {
    at -= share;
    return at < 0;
  });
  if (group === undefined) throw new Error("shares are short of 100");
  return (group.samples[Math.floor(random() * group.samples.length)] ?? "").slice(15);
}

function varied(text: string, random: () => number): string {
  const number = Math.floor(random() * 1e6);
  return text
    .replaceAll("192.0.2.7", `198.51.${number & 255}.${(number >> 8) & 255}`)
    .replaceAll("ann@example.org", `user${number % 5000}@example.org`)
    .replaceAll("bob@example.org", `user${number % 7000}@example.org`)
    .replaceAll("4XyZ1b2c3dz9", `4XyZ1b${number.toString(36)}z9`)
    .replaceAll("nQ3hB1xEyqfAAAIH", `nQ3h${number.toString(36)}qfAAAIH`);
}

function stamp(second: number): string {
  const at = new Date(Date.UTC(2026, 9, 1) + second * 1000);
  const clock = at.toISOString().slice(11, 19);
  return `${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${clock}`;
}

/** The same numbers each time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
