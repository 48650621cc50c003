"use server";

import { giveQuota } from "#server/quota/give-quota.ts";
import { domainQuotaChange, quotaGift, quotaSettingsChange, recountOrder } from "#server/quota/schema.ts";
import { setDomainQuota } from "#server/quota/set-domain-quota.ts";
import { startRecount } from "#server/quota/start-recount.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const changeQuotaSettingsAction = adminAction(quotaSettingsChange, changeSettings, {
  message: "Saved. It holds within a second.",
});
export const recountAction = adminAction(recountOrder, startRecount, {
  message: "Every maildrop is being counted. The page follows.",
});
export const setDomainQuotaAction = adminAction(domainQuotaChange, setDomainQuota, {
  message: ({ name }) => `${name} has this quota from the next delivery on.`,
});
export const giveQuotaAction = adminAction(quotaGift, giveQuota, {
  message: ({ changedCount }) =>
    changedCount === 1 ? "One account has this quota now." : `${changedCount} accounts have this quota now.`,
});
