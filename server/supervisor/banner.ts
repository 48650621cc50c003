import type { Environment } from "../env.ts";
import type { FirstStart } from "./first-start.ts";

/** What the daemon says of a listener when it is ready. */
export interface BoundListener {
  readonly name: string;
  /** "*:995", "127.0.0.1:24" or a socket's path. */
  readonly place: string;
  /** Null when it is open, else the sentence that says why not. */
  readonly error: string | null;
}

/** What the console says when it is ready. */
export interface ConsoleUrls {
  readonly http: string;
  readonly https: string;
}

/** The lines `npm start` prints once everything is up. */
export function banner(
  environment: Environment,
  listeners: readonly BoundListener[],
  urls: ConsoleUrls,
  first: FirstStart,
): string {
  const lines = ["", "Popdesk is running.", ""];
  for (const { name, place, error } of listeners) {
    lines.push(error === null ? `  ${name.padEnd(12)} ${place}` : `  ${name.padEnd(12)} NOT OPEN: ${error}`);
  }
  lines.push(`  ${"Console".padEnd(12)} ${urls.http}   ${urls.https}`);
  lines.push(`  ${"Data".padEnd(12)} ${environment.dataDirectory}`);
  if (first.choseUnprivileged) {
    const { pop3, pop3s, lmtp } = first.choseUnprivileged;
    lines.push(
      "",
      `This user may not open ports below 1024, so ${pop3}, ${pop3s} and ${lmtp} are used instead of 110, 995 and 24.`,
      "To use the standard ones: sudo sysctl net.ipv4.ip_unprivileged_port_start=24 (or start as root),",
      "then set them on the Listeners page or with: npx popdesk listener set POP3 --port 110",
    );
  }
  if (first.setUpToken !== null) {
    lines.push(
      "",
      "Set it up in your browser (the link works once):",
      "",
      `  ${urls.http}/set-up?token=${first.setUpToken}`,
    );
  }
  lines.push("", "Ctrl+C stops it.", "");
  return lines.join("\n");
}
