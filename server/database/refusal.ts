/** What the database itself refused, by Prisma's codes: the same on both engines. */

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === "P2002";
}

/** Something else still points at the row, or what it should point at is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === "P2003";
}

/** An update or delete of a row that is not there. */
export function isMissingRow(error: unknown): boolean {
  return codeOf(error) === "P2025";
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
