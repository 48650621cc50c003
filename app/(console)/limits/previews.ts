"use server";

import { readDeletionEffect } from "#server/account/deletion-effect.ts";
import { readDownloadsEffect } from "#server/limit-effect/downloads-effect.ts";
import { readMailEffect, readReceiptsEffect, readTracesEffect } from "#server/limit-effect/log-effects.ts";
import {
  readAnnouncedEffect,
  readMistakesEffect,
  readSignInWaysEffect,
  readWaitingEffect,
} from "#server/limit-effect/session-effects.ts";
import { readConnectionsEffect } from "#server/session/connections-effect.ts";
import { settingGroupChanges } from "#server/setting/schema.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewConnectionsAction = adminPreview(settingGroupChanges.connections, readConnectionsEffect);
export const previewDeletionAction = adminPreview(settingGroupChanges.deletion, readDeletionEffect);
export const previewWaitingAction = adminPreview(settingGroupChanges.waiting, readWaitingEffect);
export const previewMistakesAction = adminPreview(settingGroupChanges.commands, readMistakesEffect);
export const previewDownloadsAction = adminPreview(settingGroupChanges.downloads, readDownloadsEffect);
export const previewMailAction = adminPreview(settingGroupChanges.mail, readMailEffect);
export const previewTracesAction = adminPreview(settingGroupChanges.traces, readTracesEffect);
export const previewReceiptsAction = adminPreview(settingGroupChanges.receipts, readReceiptsEffect);
export const previewAnnouncedAction = adminPreview(settingGroupChanges.announced, readAnnouncedEffect);
export const previewSignInWaysAction = adminPreview(settingGroupChanges.signIn, readSignInWaysEffect);
