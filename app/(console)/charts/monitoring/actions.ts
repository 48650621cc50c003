"use server";

import { z } from "zod";
import { readAccessEffect } from "#server/metric/access-words.ts";
import { createMetricsToken, revokeMetricsToken } from "#server/metric/token.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { metricsAccessChange } from "#server/setting/schema.ts";
import { adminAction, adminPreview } from "#server/web/admin-action.ts";

const nothing = z.object({});

export const changeAccessAction = adminAction(metricsAccessChange, changeSettings, {
  message: "Saved. It holds from now on.",
});
export const previewAccessAction = adminPreview(metricsAccessChange, readAccessEffect);
export const createTokenAction = adminAction(nothing, createMetricsToken, { data: ({ token }) => token });
export const revokeTokenAction = adminAction(nothing, revokeMetricsToken, {
  message: "The token is worth nothing any more.",
});
