"use server";

import { blockChange, throttleChange } from "#server/protection/schema.ts";
import { readBlockEffect, readThrottleEffect } from "#server/protection/settings-effect.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewThrottleAction = adminPreview(throttleChange, readThrottleEffect);
export const previewBlockAction = adminPreview(blockChange, readBlockEffect);
