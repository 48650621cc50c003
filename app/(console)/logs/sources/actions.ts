"use server";

import { readKeptEffect } from "#server/log-entry/read-kept.ts";
import { changeSource, createSource, deleteSource, setSourceEnabled } from "#server/log-source/change-sources.ts";
import { newSource, sourceChange, sourceDeletion, sourceSwitch } from "#server/log-source/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { mailLogChange } from "#server/setting/schema.ts";
import { adminAction, adminPreview } from "#server/web/admin-action.ts";

export const addSourceAction = adminAction(newSource, createSource, {
  message: ({ path }) => `${path} is read from now on.`,
});
export const changeSourceAction = adminAction(sourceChange, changeSource, { message: "Saved." });
export const enableSourceAction = adminAction(sourceSwitch, setSourceEnabled);
export const deleteSourceAction = adminAction(sourceDeletion, deleteSource, {
  message: ({ name }) => `${name} is read no longer; its lines go within minutes.`,
});
export const changeKeptAction = adminAction(mailLogChange, changeSettings, { message: "Saved. It holds from now on." });
export const previewKeptAction = adminPreview(mailLogChange, readKeptEffect);
