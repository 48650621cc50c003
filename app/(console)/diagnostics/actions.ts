"use server";

import { repairFileModes } from "#server/diagnostic-run/file-modes.ts";
import { diagnosisStart, fileModeRepair } from "#server/diagnostic-run/schema.ts";
import { startDiagnosis } from "#server/diagnostic-run/start-diagnosis.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const startDiagnosisAction = adminAction(diagnosisStart, startDiagnosis, { redirectTo: "/diagnostics" });
export const repairFileModesAction = adminAction(fileModeRepair, repairFileModes, {
  message: ({ count }) =>
    count === 0
      ? "Nothing was left to repair."
      : `${count === 1 ? "One mode is" : `${count} modes are`} repaired. Run again to see.`,
});
