"use server";

import { clearLock, clearStaleLocks } from "#server/lock/clear-locks.ts";
import { lockClearing, staleClearing } from "#server/lock/schema.ts";
import { addSpoolFolder, removeSpoolFolder } from "#server/lock-file/folders.ts";
import { removeLockFile } from "#server/lock-file/remove-lock-file.ts";
import { lockFileRemoval, newSpoolFolder, spoolFolderRemoval } from "#server/lock-file/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

export const clearLockAction = adminAction(lockClearing, clearLock, {
  message: ({ address }) => `The lock is cleared: ${address} can sign in.`,
});
export const clearStaleLocksAction = adminAction(staleClearing, clearStaleLocks, {
  message: ({ clearedCount }) =>
    clearedCount === 0
      ? "No lock was stale any more."
      : clearedCount === 1
        ? "One stale lock is cleared."
        : `${clearedCount} stale locks are cleared.`,
});
export const addSpoolFolderAction = adminAction(newSpoolFolder, addSpoolFolder, {
  message: ({ path }) => `Lock files in ${path} show on this page.`,
});
export const removeSpoolFolderAction = adminAction(spoolFolderRemoval, removeSpoolFolder, {
  message: ({ path }) => `${path} is looked through no longer.`,
});
export const removeLockFileAction = adminAction(lockFileRemoval, removeLockFile, {
  message: ({ path }) => `${path} is removed.`,
});
