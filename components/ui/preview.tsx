"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ActionResult, FormAction } from "./action-result.ts";
import { callAction } from "./call-action.ts";

const lookMs = 350;
/** Refusals that are named before Save says them all. */
const mostNamed = 2;

export interface PreviewProps<Data> {
  /** Asked with the fields as they stand, whenever they change; it changes nothing. */
  action: FormAction<Data>;
  /** What saving would mean; null while it is asked for the first time. */
  children: (data: Data | null, isCurrent: boolean) => ReactNode;
}

/** Inside a form: says what saving it would do, before it is done; or what must be mended first. */
export function Preview<Data>({ action, children }: PreviewProps<Data>) {
  const place = useRef<HTMLDivElement>(null);
  const [result, setResult] = useState<ActionResult<Data> | null>(null);
  const [isCurrent, setCurrent] = useState(false);
  const [refused, setRefused] = useState<readonly string[]>([]);
  useEffect(() => {
    let asked: string | null = null; // a form without fields is asked about too
    let isGone = false;
    // By looking: not every field of the component library tells the form that it has changed.
    const look = async () => {
      const form = place.current?.closest("form");
      if (!form) return;
      const fields = new FormData(form);
      const text = new URLSearchParams([...fields].map(([name, value]) => [name, String(value)])).toString();
      if (text === asked) return;
      asked = text;
      setCurrent(false);
      const answer = await callAction(action, fields);
      if (isGone || text !== asked) return;
      setResult(answer);
      setRefused(answer.status === "refused" ? refusalsIn(form, answer) : []);
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
    <div ref={place} aria-live="polite">
      {refused.length > 0 ? (
        <p className="text-muted">What this would mean is shown when the fields make sense. {refused.join(" ")}</p>
      ) : (
        children(result?.status === "done" ? (result.data ?? null) : null, isCurrent)
      )}
    </div>
  );
}

/** Fields by their names, for what is wrong with them stands beside them once it is saved; what belongs to no field in a sentence. */
function refusalsIn(form: HTMLFormElement, { message, fieldErrors }: ActionResult): string[] {
  const ofFields = Object.entries(fieldErrors ?? {}).map(([name, sentence]) => {
    const field = form.elements.namedItem(name);
    const label = field instanceof HTMLInputElement ? field.labels?.[0]?.textContent : undefined;
    return label ? `Look at “${label}”.` : sentence;
  });
  return [...(message ? [message] : []), ...ofFields].slice(0, mostNamed);
}
