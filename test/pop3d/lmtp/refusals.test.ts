import { describe, expect, it } from "vitest";
import { refusalFor } from "#pop3d/lmtp/refusals.ts";
import { storageTrouble } from "#server/body/storage-trouble.ts";
import { databaseTrouble } from "#server/database/database-trouble.ts";
import { DomainError } from "#server/errors.ts";

describe("an LMTP refusal", () => {
  const of = (error: unknown) => {
    const { code, status } = refusalFor(error, () => "incident");
    return `${code} ${status}`;
  };
  const trouble = (code: string) => storageTrouble(Object.assign(new Error("write"), { code }));
  const database = (message: string) =>
    databaseTrouble(Object.assign(new Error(message), { name: "PrismaClientKnownRequestError" }));

  it.each([
    ["a full disk", trouble("ENOSPC"), "452 4.3.1"],
    ["a used-up disk quota", trouble("EDQUOT"), "452 4.3.1"],
    ["a database that finds the disk full", database("database or disk is full"), "452 4.3.1"],
    ["a disk that fails", trouble("EIO"), "451 4.3.0"],
    ["a database that is away", database("P1001: Can't reach database server"), "451 4.3.0"],
    ["a full maildrop", new DomainError("over-quota", "Full."), "452 4.2.2"],
    ["a full maildrop, where that is final", new DomainError("over-quota-final", "Full."), "552 5.2.2"],
    ["an unknown mailbox", new DomainError("mailbox-unknown", "Nobody."), "550 5.1.1"],
    ["a mailbox switched off", new DomainError("mailbox-disabled", "Off."), "550 5.2.1"],
    ["a bug", new TypeError("x is not a function"), "451 4.3.0"],
  ])("of %s", (_, error, expected) => expect(of(error)).toBe(expected));
});
