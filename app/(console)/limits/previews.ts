"use server";

import { readDeletionEffect } from "#server/account/deletion-effect.ts";
import { readConnectionsEffect } from "#server/session/connections-effect.ts";
import { settingGroupChanges } from "#server/setting/schema.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewConnectionsAction = adminPreview(settingGroupChanges.connections, readConnectionsEffect);
export const previewDeletionAction = adminPreview(settingGroupChanges.deletion, readDeletionEffect);
