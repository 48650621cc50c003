"use server";

import { oneRow } from "#server/input/schema.ts";
import { readClosingEffect } from "#server/listener/closing-effect.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewClosingAction = adminPreview(oneRow, readClosingEffect);
