/** Watches the Maildirs until it is killed. */

import { readEnvironment } from "#server/env.ts";
import { logger } from "#server/log.ts";
import { openStore } from "#server/store.ts";
import { MaildirWatch } from "#server/watched-maildir/watch-maildirs.ts";

new MaildirWatch({ store: await openStore(readEnvironment()), log: logger("test"), pollMs: 5 });
