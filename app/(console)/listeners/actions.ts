"use server";

import { z } from "zod";
import { createListener } from "#server/listener/create-listener.ts";
import { createException, endException } from "#server/exception/create-exception.ts";
import { newException } from "#server/exception/schema.ts";
import { oneRow } from "#server/input/schema.ts";
import { deleteListener } from "#server/listener/delete-listener.ts";
import { requireTls } from "#server/listener/require-tls.ts";
import {
  listenerChange,
  listenerDeletion,
  listenerPlan,
  listenerSwitch,
  newListener,
  tlsRequirement,
} from "#server/listener/schema.ts";
import { cancelPlan, planChange } from "#server/listener/plan-change.ts";
import { setListenerEnabled, updateListener } from "#server/listener/update-listener.ts";
import { addPublicWeb } from "#server/public-web/add-public-web.ts";
import { kickListener } from "#server/session/kick-listener.ts";
import { changeHostname } from "#server/setting/change-hostname.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { defaultDomainChange, hostnameChange, publicWebChange, submissionChange } from "#server/setting/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const setListenerEnabledAction = adminAction(listenerSwitch, setListenerEnabled);
export const requireTlsAction = adminAction(tlsRequirement, requireTls);
export const updateListenerAction = adminAction(listenerChange, updateListener);
export const createListenerAction = adminAction(newListener, createListener);
export const endSessionsAction = adminAction(oneRow, kickListener, {
  message: ({ kickedCount }) => `${kickedCount === 1 ? "1 session is" : `${kickedCount} sessions are`} ended.`,
});
export const addPublicWebAction = adminAction(z.object({}), addPublicWeb, {
  message: () => "Requested: the daemon says below whether it could open them.",
});
export const changePublicWebAction = adminAction(publicWebChange, changeSettings);
export const changeSubmissionAction = adminAction(submissionChange, changeSettings, {
  message: "Saved. The files for mail programs name it from now on.",
});
export const planChangeAction = adminAction(listenerPlan, planChange);
export const cancelPlanAction = adminAction(oneRow, cancelPlan);
export const createExceptionAction = adminAction(newException, createException);
export const endExceptionAction = adminAction(oneRow, endException);
export const deleteListenerAction = adminAction(listenerDeletion, deleteListener);
export const changeHostnameAction = adminAction(hostnameChange, changeHostname, { message: "The host name is saved." });
export const changeDefaultDomainAction = adminAction(defaultDomainChange, changeSettings, {
  message: ({ defaultDomain }) =>
    defaultDomain === null
      ? "Everybody signs in with the whole address."
      : `Accounts of ${defaultDomain} may sign in without @${defaultDomain}.`,
});
