#!/usr/bin/env node
/** The `popdesk` command. */
import { runPopdesk } from "./run.ts";

// A reader such as `head` that has seen enough is no trouble.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await runPopdesk(process.argv.slice(2), {
  variables: process.env,
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
