"use server";

import { z } from "zod";
import { createDomain } from "#server/domain/create-domain.ts";
import { deleteDomain } from "#server/domain/delete-domain.ts";
import { catchAllChange, domainDeletion, domainNetworks, newDomain } from "#server/domain/schema.ts";
import { setCatchAll } from "#server/domain/set-catch-all.ts";
import { setDomainNetworks } from "#server/domain/set-domain-networks.ts";
import { createSample } from "#server/sample/create-sample.ts";
import { removeSample } from "#server/sample/remove-sample.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const createDomainAction = adminAction(newDomain, createDomain, {
  message: (_, { name }) => `${name} is there. Now create accounts in it.`,
});
export const deleteDomainAction = adminAction(domainDeletion, deleteDomain, {
  redirectTo: "/domains",
  message: ({ name }) => `${name} is deleted.`,
});
export const setDomainNetworksAction = adminAction(domainNetworks, setDomainNetworks, {
  message: ({ name }) => `Saved: it holds for ${name} from the next sign-in on.`,
});
export const setCatchAllAction = adminAction(catchAllChange, setCatchAll, {
  message: ({ name, catchAll }) =>
    catchAll === null ? `${name} has no catch-all.` : `${catchAll} is the catch-all of ${name}.`,
});
export const createSampleAction = adminAction(z.object({}), createSample, {
  data: ({ accountId, address, password, messageCount }) => ({ accountId, address, password, messageCount }),
});
export const removeSampleAction = adminAction(z.object({}), removeSample, {
  message: "The sample domain, its account and its mail are gone.",
});
