import { describe, expect, test } from "vitest";
import { Entry, fieldsOf } from "#server/mail-log/entry.ts";
import { readFrame } from "#server/mail-log/frame/frame.ts";
import { Stamps } from "#server/mail-log/frame/stamps.ts";
import { Zone } from "#server/mail-log/frame/zone.ts";
import { readEvent } from "#server/mail-log/parse-line.ts";
import { mailPrograms } from "#server/mail-log/program/programs.ts";

const referenceMs = Date.parse("2026-11-22T00:00:00Z");

describe.each(mailPrograms)("$name", ({ rows }) => {
  test.each(rows.map((row) => ({ says: row.says, row })))("$says", ({ row }) => {
    const entry = new Entry();
    readFrame(row.sample, new Stamps(new Zone("UTC"), referenceMs), entry);
    expect(readEvent(entry)).toBe(row);
    const { time, host: _host, program, pid: _pid, ...fields } = fieldsOf(entry);
    expect({ time: typeof time, program: typeof program }).toEqual({ time: "string", program: "string" });
    expect(fields).toEqual({ event: row.event, ...(row.result && { result: row.result }), ...row.gives });
  });
});
