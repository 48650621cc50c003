"use client";

import { createContext, type ReactNode, startTransition, use, useActionState, useEffect, useRef } from "react";
import { type ActionResult, type FormAction, idle } from "./action-result.ts";
import { callAction } from "./call-action.ts";
import { Notice } from "./notice.tsx";
import { showToast } from "./toasts.tsx";

interface FormState {
  result: ActionResult;
  isPending: boolean;
}

const FormContext = createContext<FormState>({ result: idle, isPending: false });

/** The answer of the form around a field: its error, what was typed, whether it is under way. */
export const useFormState = (): FormState => use(FormContext);

export interface FormProps<Data> {
  action: FormAction<Data>;
  children: ReactNode;
  /** Values that travel along unseen. */
  fields?: Record<string, string | number>;
  /** Said in a toast when it is done and the action itself says nothing. */
  doneMessage?: string;
  /** Empties the fields when it is done. */
  isResetWhenDone?: boolean;
  onDone?: (result: ActionResult<Data>) => void;
  className?: string;
  /** For buttons that stand outside. */
  id?: string;
}

/**
 * A form sent to a server action. What was typed stays after a refusal, the first refused field gets the focus, and an
 * error that belongs to no field stands above them all.
 */
export function Form<Data>(props: FormProps<Data>) {
  const { action, children, fields = {}, doneMessage, isResetWhenDone, onDone, className, id } = props;
  const [result, dispatch, isPending] = useActionState<ActionResult<Data>, FormData>(async (previous, formData) => {
    const answer = await callAction(action, formData, previous);
    // Said here and not when it is shown: what was changed may take this form with it.
    const message = answer.message ?? doneMessage;
    if (answer.status === "done" && message) showToast("good", message);
    return answer;
  }, idle);
  const form = useRef<HTMLFormElement>(null);
  const settled = useRef(result);

  useEffect(() => {
    if (settled.current === result) return;
    settled.current = result;
    if (result.status === "refused") {
      form.current
        ?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid=true] input, [data-invalid=true] button")
        ?.focus();
    }
    if (result.status === "done") {
      if (isResetWhenDone) form.current?.reset();
      onDone?.(result);
    }
  }, [result, isResetWhenDone, onDone]);

  // What is refused about an unseen value must be seen all the same.
  const unseen = Object.keys(fields).map((name) => result.fieldErrors?.[name]);
  const general = result.status === "refused" ? [result.message, ...unseen].filter(Boolean).join(" ") : "";

  return (
    <FormContext value={{ result, isPending }}>
      <form
        ref={form}
        id={id}
        action={dispatch}
        noValidate
        className={className ?? "flex flex-col gap-4"}
        onSubmit={(event) => {
          // React empties a form after its action; sent by hand, it keeps what was typed.
          event.preventDefault();
          const { submitter } = event.nativeEvent as SubmitEvent;
          const formData = new FormData(event.currentTarget, submitter);
          startTransition(() => dispatch(formData));
        }}
      >
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {general && <Notice tone="danger" title={general} incident={result.incident} />}
        {children}
      </form>
    </FormContext>
  );
}
