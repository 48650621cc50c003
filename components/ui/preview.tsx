"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ActionResult, FormAction } from "./action-result.ts";
import { callAction } from "./call-action.ts";

const lookMs = 350;

export interface PreviewProps<Data> {
  /** Asked with the fields as they stand, whenever they change; it changes nothing. */
  action: FormAction<Data>;
  /** What saving would mean; null while it is asked for the first time. A refusal is left to Save. */
  children: (data: Data | null, isCurrent: boolean) => ReactNode;
}

/** Inside a form: says what saving it would do, before it is done. */
export function Preview<Data>({ action, children }: PreviewProps<Data>) {
  const place = useRef<HTMLDivElement>(null);
  const [result, setResult] = useState<ActionResult<Data> | null>(null);
  const [isCurrent, setCurrent] = useState(false);
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
      {children(result?.status === "done" ? (result.data ?? null) : null, isCurrent)}
    </div>
  );
}
