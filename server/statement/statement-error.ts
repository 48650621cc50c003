import { DomainError, type ErrorCode } from "../errors.ts";

/** What the database said to a statement of this folder: SQLite's code (SQLITE_FULL …), an SQLSTATE, or the system's. */
export class StatementError extends Error {
  override readonly name = "StatementError";

  constructor(
    message: string,
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An error as it goes from one thread to another. */
export type PlainError =
  | { readonly kind: "database"; readonly message: string; readonly code: string }
  | { readonly kind: "refusal"; readonly message: string; readonly code: ErrorCode; readonly field: string | undefined }
  | { readonly kind: "bug"; readonly name: string; readonly message: string; readonly stack: string | undefined };

export function toPlain(error: unknown): PlainError {
  if (error instanceof DomainError) {
    return { kind: "refusal", message: error.message, code: error.code, field: error.field };
  }
  const { name = "Error", message = String(error), code, stack } = (error ?? {}) as Partial<Error & { code: string }>;
  if (name === "SqliteError") return { kind: "database", message, code: code ?? "SQLITE_ERROR" };
  return { kind: "bug", name, message, stack };
}

export function fromPlain(plain: PlainError): Error {
  if (plain.kind === "database") return new StatementError(plain.message, plain.code);
  if (plain.kind === "refusal") return new DomainError(plain.code, plain.message, plain.field);
  const error = new Error(plain.message);
  error.name = plain.name;
  if (plain.stack !== undefined) error.stack = plain.stack;
  return error;
}
