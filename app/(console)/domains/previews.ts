"use server";

import { readNetworksEffect } from "#server/account/networks-effect.ts";
import { domainNetworks } from "#server/domain/schema.ts";
import { adminPreview } from "#server/web/admin-action.ts";

export const previewDomainNetworksAction = adminPreview(domainNetworks, (store, { id, allowedNetworks }) =>
  readNetworksEffect(store, { of: { domainId: id }, networks: allowedNetworks }),
);
