import { z } from "zod";
import { newAdministratorPassword } from "../credential/schema.ts";
import { flag, rowId } from "../input/schema.ts";

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .regex(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u, "Type an e-mail address, such as ann@example.org.");

const timeZone = z
  .string()
  .trim()
  .refine((name) => name === "" || isTimeZone(name), "Choose a time zone such as Europe/Vienna.");

export const roles = ["owner", "administrator"] as const;
export type Role = (typeof roles)[number];

export const newOwner = z.object({ email, password: newAdministratorPassword, timeZone: timeZone.optional() });
export type NewOwner = z.input<typeof newOwner>;

export const newAdministrator = newOwner.extend({ role: z.enum(roles) });
export type NewAdministrator = z.input<typeof newAdministrator>;

export const consoleSignIn = z.object({
  email: z.string().trim().toLowerCase().min(1, "Type your e-mail address."),
  password: z.string().min(1, "Type your password."),
});

/** An administrator changes his own password, and says the old one. */
export const ownPasswordChange = z.object({
  currentPassword: z.string().min(1, "Type your present password."),
  password: newAdministratorPassword,
});
export type OwnPasswordChange = z.input<typeof ownPasswordChange>;

/** The rescue from the command line. */
export const administratorPasswordReset = z.object({ email, password: newAdministratorPassword });
export type AdministratorPasswordReset = z.input<typeof administratorPasswordReset>;

export const preferences = z.object({ timeZone });
export type Preferences = z.input<typeof preferences>;

/** The third switch of an account. `password`: its own for the console; needed the first time. */
export const consoleAccessChange = z.object({
  id: rowId,
  canUseConsole: flag,
  password: newAdministratorPassword.optional(),
});
export type ConsoleAccessChange = z.input<typeof consoleAccessChange>;

/** Who may use the console with an account's address. */
export interface ConsoleAccess {
  readonly role: Role;
  readonly isEnabled: boolean;
}

export interface AdministratorView {
  readonly id: number;
  readonly email: string;
  readonly role: Role;
  readonly isEnabled: boolean;
  /** IANA name; empty: the browser's. */
  readonly timeZone: string;
  readonly createdAt: Date;
}

/** One browser signed in. */
export interface SignInRow {
  readonly id: string;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
