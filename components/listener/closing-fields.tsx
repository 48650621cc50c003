"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { countOf } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { Closing, ClosingEffect } from "#server/listener/schema.ts";
import { whoBreaks } from "./who-breaks.ts";
import { closingWords } from "./words.ts";

export interface ClosingFieldsProps {
  closing: Closing;
  preview: FormAction<ClosingEffect>;
}

/** In a dialog that closes a listener: who is inside, who would break, and what becomes of those inside. */
export function ClosingFields({ closing, preview }: ClosingFieldsProps) {
  return (
    <>
      <Preview action={preview}>{(effect) => <Effect effect={effect} />}</Preview>
      <SelectField
        name="closing"
        label="Sessions inside"
        defaultValue={closing}
        options={[
          { value: "drain", label: closingWords.drain, description: "Nobody new gets in" },
          { value: "cut", label: closingWords.cut, description: "What they marked for deletion stays" },
        ]}
      />
    </>
  );
}

function Effect({ effect }: { effect: ClosingEffect | null }) {
  if (effect === null) return <p className="text-muted">Looking who uses it …</p>;
  const breaksNobody = effect.sessionCount === 0 && effect.use?.accounts === 0 && !effect.isLast;
  return (
    <Notice tone={breaksNobody ? "info" : "warning"} title={insideText(effect)}>
      {consequences(effect).join(" ")}
    </Notice>
  );
}

function insideText({ sessionCount, clearCount }: ClosingEffect): string {
  if (sessionCount === 0) return "Nobody is inside at this moment.";
  const clear = clearCount === 0 ? "" : `, ${clearCount === sessionCount ? "all" : clearCount} of them in the clear`;
  return `${countOf(sessionCount, "session")} ${sessionCount === 1 ? "is" : "are"} inside${clear}.`;
}

function consequences({ protocol, use, isLast }: ClosingEffect): string[] {
  const [first = ""] = use === null ? [] : whoBreaks({ tls: "implicit" }, use);
  const last = {
    pop3: "It is the last one that is open for POP3: nobody can collect mail until another is.",
    lmtp: "It is the last one by which mail comes in: your mail server keeps it until another is open.",
    web: "It is the last one of the public web: certificates by HTTP and set-up files of mail programs need one.",
  }[protocol];
  return [...(first === "" ? [] : [first]), ...(isLast ? [last] : [])];
}
