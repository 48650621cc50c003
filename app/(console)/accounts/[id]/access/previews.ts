"use server";

import { readAccessEffect } from "#server/account/networks-effect.ts";
import { accountAccess } from "#server/account/schema.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewAccessAction = adminPreview(accountAccess, readAccessEffect);
