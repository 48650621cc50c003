import { unstable_rethrow } from "next/navigation";
import { type ActionResult, type FormAction, idle } from "./action-result.ts";

/** Calls a server action. A console that does not answer is a refusal with a sentence, so that nothing typed is lost. */
export async function callAction<Data>(
  action: FormAction<Data>,
  formData: FormData,
  previous: ActionResult = idle,
): Promise<ActionResult<Data>> {
  try {
    return await action(previous, formData);
  } catch (error) {
    unstable_rethrow(error);
    return {
      status: "refused",
      message:
        "The console did not answer, so it is not known whether this was done. Wait until it is back, then look again.",
    };
  }
}

/** The same for an action without a form. */
export function callWith<Data>(action: FormAction<Data>, fields: Record<string, unknown>): Promise<ActionResult<Data>> {
  const formData = new FormData();
  for (const [name, value] of Object.entries(fields)) formData.set(name, String(value));
  return callAction(action, formData);
}
