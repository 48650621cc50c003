"use server";

import { readDomainQuotaEffect, readQuotaEffect } from "#server/quota/read-effect.ts";
import { askedDomainQuota, askedQuota } from "#server/quota/schema.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewQuotaAction = adminPreview(
  askedQuota,
  (store, { domainId, accountQuotaOctets = null, accountQuotaMessages = null }) =>
    readQuotaEffect(store, { domainId, quotaOctets: accountQuotaOctets, quotaMessages: accountQuotaMessages }),
);

export const previewDomainQuotaAction = adminPreview(
  askedDomainQuota,
  (store, { id, quotaOctets = null, quotaMessages = null }) =>
    readDomainQuotaEffect(store, { id, quotaOctets, quotaMessages }),
);
