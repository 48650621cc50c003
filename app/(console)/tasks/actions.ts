"use server";

import { undoAccountChange } from "#server/account/bulk/apply-undo.ts";
import { oneRow } from "#server/input/schema.ts";
import { cancelTask } from "#server/task/cancel-task.ts";
import { continueTask, giveUpTask } from "#server/task/continue-task.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const cancelTaskAction = adminAction(oneRow, cancelTask, {
  message: "It stops at the next good moment. What is done stays done.",
});
export const continueTaskAction = adminAction(oneRow, continueTask, { message: "It goes on." });
export const giveUpTaskAction = adminAction(oneRow, giveUpTask, {
  message: "What was not done is given up, and the passwords that waited in it are forgotten.",
});
export const undoAccountChangeAction = adminAction(oneRow, undoAccountChange, {
  redirectTo: ({ taskId }) => `/tasks/${taskId}`,
});
