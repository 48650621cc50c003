"use server";

import type { FormAction } from "#server/form/schema.ts";
import { readDomainQuotaEffect, readQuotaEffect } from "#server/quota/read-effect.ts";
import { askedDomainQuota, askedQuota, type DomainQuotaEffect, type QuotaEffect } from "#server/quota/schema.ts";
import { answerForm } from "#server/web/answer-form.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

/** Changes nothing, so no page is refreshed. */
export const previewQuotaAction: FormAction<QuotaEffect> = async (_previous, form) => {
  await requireAdministrator();
  return answerForm(askedQuota, form, async ({ domainId, accountQuotaOctets, accountQuotaMessages }) => ({
    data: await readQuotaEffect(await theStore(), {
      domainId,
      quotaOctets: accountQuotaOctets ?? null,
      quotaMessages: accountQuotaMessages ?? null,
    }),
  }));
};

export const previewDomainQuotaAction: FormAction<DomainQuotaEffect> = async (_previous, form) => {
  await requireAdministrator();
  return answerForm(askedDomainQuota, form, async ({ id, quotaOctets = null, quotaMessages = null }) => ({
    data: await readDomainQuotaEffect(await theStore(), { id, quotaOctets, quotaMessages }),
  }));
};
