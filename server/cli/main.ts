#!/usr/bin/env node
/** The `popdesk` command. */
import { fileURLToPath } from "node:url";
import { runPopdesk } from "./run.ts";

/** `./data` of the checkout this program belongs to, wherever it is called from: an MTA calls it in a directory of its own. */
const ownData = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "../../data" : "../data", import.meta.url));

// A reader such as `head` that has seen enough is no trouble.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await runPopdesk(process.argv.slice(2), {
  variables: { ...process.env, POPDESK_DATA: process.env.POPDESK_DATA || ownData },
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  /** Asked for by long work alone: from then on the first Ctrl+C asks it to stop at a good moment, and the second does not ask. */
  get cancelled() {
    const cancelling = new AbortController();
    process.once("SIGINT", () => cancelling.abort());
    return cancelling.signal;
  },
});
// What a verb left open (an unread standard input) must not keep the caller waiting.
process.stdout.write("", () => process.exit());
