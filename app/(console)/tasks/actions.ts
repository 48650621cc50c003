"use server";

import { undoAccountChange } from "#server/account/bulk/apply-undo.ts";
import { oneRow } from "#server/input/schema.ts";
import { cancelTask } from "#server/task/cancel-task.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const cancelTaskAction = adminAction(oneRow, cancelTask, {
  message: "It stops at the next good moment. What is done stays done.",
});
export const undoAccountChangeAction = adminAction(oneRow, undoAccountChange, {
  redirectTo: ({ taskId }) => `/tasks/${taskId}`,
});
