"use server";

import { changeSettings } from "#server/setting/change-settings.ts";
import { settingGroupChanges } from "#server/setting/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

const saved = { message: "Saved. It holds within a second." };

export const changeConnectionsAction = adminAction(settingGroupChanges.connections, changeSettings, saved);
export const changeWaitingAction = adminAction(settingGroupChanges.waiting, changeSettings, saved);
export const changeCommandsAction = adminAction(settingGroupChanges.commands, changeSettings, saved);
export const changeDownloadsAction = adminAction(settingGroupChanges.downloads, changeSettings, saved);
export const changeMailAction = adminAction(settingGroupChanges.mail, changeSettings, saved);
export const changeAnnouncedAction = adminAction(settingGroupChanges.announced, changeSettings, saved);
export const changeSignInAction = adminAction(settingGroupChanges.signIn, changeSettings, saved);
export const changeDeletionAction = adminAction(settingGroupChanges.deletion, changeSettings, saved);
export const changeTracesAction = adminAction(settingGroupChanges.traces, changeSettings, saved);
export const changeMetricsAction = adminAction(settingGroupChanges.metrics, changeSettings, saved);
export const changeReceiptsAction = adminAction(settingGroupChanges.receipts, changeSettings, saved);
