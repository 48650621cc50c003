"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ActionResult, FormAction } from "./action-result.ts";
import { callAction } from "./call-action.ts";
import { classes } from "./classes.ts";

const lookMs = 350;
/** Refusals that are named before Save says them all. */
const mostNamed = 2;

export interface PreviewProps<Data> {
  /** Asked with the fields as they stand, whenever they change; it changes nothing. */
  action: FormAction<Data>;
  /** What saving would mean, as it was answered last; `isKnown`: false while it is asked for the first time. */
  children: (data: Data | null, isKnown: boolean) => ReactNode;
}

/** Typed to confirm what is shown: it changes nothing of that. */
const confirmations: readonly string[] = ["typedWord", "confirmation"];

/**
 * Inside a form: says what saving it would do, before it is done; or what must be mended first. While it is asked again the last answer
 * stands there, paler: nothing below it moves from under a finger.
 */
export function Preview<Data>({ action, children }: PreviewProps<Data>) {
  const place = useRef<HTMLDivElement>(null);
  const [done, setDone] = useState<ActionResult<Data> | null>(null);
  const [isCurrent, setCurrent] = useState(false);
  const answeredFor = useRef<string | null>(null);
  const [refused, setRefused] = useState<readonly string[]>([]);
  useEffect(() => {
    let asked: string | null = null; // a form without fields is asked about too
    let isGone = false;
    // By looking: not every field of the component library tells the form that it has changed.
    const look = async () => {
      const form = place.current?.closest("form");
      if (!form) return;
      const fields = new FormData(form);
      const shown = [...fields].filter(([name]) => !confirmations.includes(name));
      const text = new URLSearchParams(shown.map(([name, value]) => [name, String(value)])).toString();
      if (text === asked) return;
      asked = text;
      // A page that was refreshed asks the same once more: what stands there is true until the answer comes.
      setCurrent(text === answeredFor.current);
      const answer = await callAction(action, fields);
      if (isGone || text !== asked) return;
      if (answer.status === "done") setDone(answer);
      setRefused(answer.status === "refused" ? refusalsIn(form, answer) : []);
      answeredFor.current = text;
      setCurrent(true);
    };
    void look();
    const timer = setInterval(() => void look(), lookMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [action]);
  return (
    <div
      ref={place}
      aria-live="polite"
      aria-busy={!isCurrent}
      className={classes("transition-opacity", !isCurrent && done !== null && "opacity-70")}
    >
      {refused.length > 0 ? (
        <p className="text-muted">What this would mean is shown when the fields make sense. {refused.join(" ")}</p>
      ) : (
        children(done?.data ?? null, done !== null)
      )}
    </div>
  );
}

/** Fields by their names, for what is wrong with them stands beside them once it is saved; what belongs to no field in a sentence. */
function refusalsIn(form: HTMLFormElement, { message, fieldErrors }: ActionResult): string[] {
  const ofFields = Object.entries(fieldErrors ?? {}).map(([name, sentence]) => {
    const field = form.elements.namedItem(name);
    const isLabelled = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    const label = isLabelled ? field.labels?.[0]?.textContent : undefined;
    return label ? `Look at “${label}”.` : sentence;
  });
  return [...(message ? [message] : []), ...ofFields].slice(0, mostNamed);
}
