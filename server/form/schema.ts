/** What a server action answers to a form: the one shape between `adminAction` and every form of the console. */
export interface ActionResult<Data = unknown> {
  status: "idle" | "done" | "refused";
  /** A sentence for the person: what happened, why, what to do. */
  message?: string;
  /** By field name; shown beside the field. */
  fieldErrors?: Record<string, string>;
  /** What was typed, given back so that nothing is lost after a refusal. Never a password. */
  values?: Record<string, string>;
  /** Number to quote when it was our fault; the log has the same. */
  incident?: string;
  data?: Data;
}

/** A server action as `useActionState` calls it. */
export type FormAction<Data = unknown> = (previous: ActionResult, formData: FormData) => Promise<ActionResult<Data>>;

export const idle: ActionResult<never> = { status: "idle" };
