"use server";

import { z } from "zod";
import type { FormAction } from "#server/form/schema.ts";
import { previewRun } from "#server/retention-run/preview-run.ts";
import { type RunPlan, runSettingsChange, runSteering } from "#server/retention-run/schema.ts";
import { startRun } from "#server/retention-run/start-run.ts";
import { approveRun, cancelRun, refuseRun } from "#server/retention-run/steer-run.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { adminAction } from "#server/web/admin-action.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const startRunAction = adminAction(z.object({}), startRun, {
  redirectTo: ({ id }) => `/retention/runs/${id}`,
});
export const approveRunAction = adminAction(runSteering, approveRun, { message: "It counts once more, then goes on." });
export const refuseRunAction = adminAction(runSteering, refuseRun, { message: "Refused. Nothing was removed." });
export const cancelRunAction = adminAction(runSteering, cancelRun, { message: "The run removes nothing more." });
export const changeRunSettingsAction = adminAction(runSettingsChange, changeSettings, { message: "Saved." });

/** Changes nothing, so no page is refreshed. */
export const previewRunAction: FormAction<RunPlan> = async () => {
  await requireAdministrator();
  return { status: "done", data: await previewRun(await theStore()) };
};
