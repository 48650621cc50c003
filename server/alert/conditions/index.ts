import type { ConditionName } from "../schema.ts";
import { backlog } from "./backlog.ts";
import { bodyDamage } from "./body-damage.ts";
import { certificateDiffers } from "./certificate-differs.ts";
import { certificateExpiry } from "./certificate-expiry.ts";
import { channelFailing } from "./channel-failing.ts";
import type { Condition } from "./condition.ts";
import { daemonGone } from "./daemon-gone.ts";
import { diagnostics } from "./diagnostics.ts";
import { directoryAway } from "./directory-away.ts";
import { diskSpace } from "./disk-space.ts";
import { failedSignIns } from "./failed-sign-ins.ts";
import { listenerNotOpen } from "./listener-not-open.ts";
import { quota } from "./quota.ts";
import { retentionRun } from "./retention-run.ts";
import { staleLocks } from "./stale-locks.ts";
import { watchedMaildir } from "./watched-maildir.ts";

/** Everything that is watched, in the order people read it. */
export const conditions = {
  "daemon-gone": daemonGone,
  "listener-not-open": listenerNotOpen,
  "certificate-expiry": certificateExpiry,
  "certificate-differs": certificateDiffers,
  "disk-space": diskSpace,
  "failed-sign-ins": failedSignIns,
  "stale-locks": staleLocks,
  quota,
  "retention-run": retentionRun,
  "body-damage": bodyDamage,
  "watched-maildir": watchedMaildir,
  "directory-away": directoryAway,
  backlog,
  diagnostics,
  "channel-failing": channelFailing,
} as const satisfies Readonly<Record<ConditionName, Condition>>;
