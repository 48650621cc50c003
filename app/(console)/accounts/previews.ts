"use server";

import { readBulkEffect } from "#server/account/bulk/change-accounts.ts";
import { bulkChange } from "#server/account/bulk/schema.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewAccountsChangeAction = adminPreview(bulkChange, readBulkEffect);
