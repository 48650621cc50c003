import { userInfo } from "node:os";
import type { Actor } from "../audit/append-audit.ts";

/** Whoever typed the command, for the audit: the system user, and behind sudo the one who called it. */
export function commandLineActor(variables: NodeJS.ProcessEnv): Actor {
  const { SUDO_USER } = variables;
  return { kind: "command-line", name: SUDO_USER ? `${SUDO_USER} (sudo)` : systemUser(), remoteAddress: null };
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`; // a user without an entry, as in containers
  }
}
