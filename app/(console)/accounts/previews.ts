"use server";

import { readBulkEffect } from "#server/account/bulk/change-accounts.ts";
import { type BulkEffect, bulkChange } from "#server/account/bulk/schema.ts";
import type { FormAction } from "#server/form/schema.ts";
import { answerForm } from "#server/web/answer-form.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

/** Changes nothing, so no page is refreshed. */
export const previewAccountsChangeAction: FormAction<BulkEffect> = async (_previous, form) => {
  await requireAdministrator();
  return answerForm(bulkChange, form, async (change) => ({ data: await readBulkEffect(await theStore(), change) }));
};
