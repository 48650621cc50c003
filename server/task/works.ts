import type { TaskWork } from "./run-task.ts";

/** Kinds of tasks that the console's process does. Each is loaded when the first of its kind is due. */
export const works: Readonly<Record<string, TaskWork>> = {
  "account-change": async (store, run) => (await import("../account/bulk/apply-change.ts")).applyBulkChange(store, run),
  "account-undo": async (store, run) => (await import("../account/bulk/apply-undo.ts")).applyBulkUndo(store, run),
  diagnostic: async (store, run) => (await import("../diagnostic-run/run-diagnosis.ts")).runDiagnosis(store, run),
  "account-import": async (store, run) =>
    (await import("../account/import/apply-import.ts")).applyAccountImport(store, run),
  "quota-recount": async (store, run) => (await import("../quota/apply-recount.ts")).applyRecount(store, run),
};
