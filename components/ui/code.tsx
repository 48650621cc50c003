import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";

/** A short piece of what a machine reads: an address, a port, a command. */
export function Code({ children }: { children: ReactNode }) {
  return <code className="rounded-sm bg-default px-1 py-0.5 font-mono text-[0.8125rem] wrap-anywhere">{children}</code>;
}

/** A value beside a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <Code>{text}</Code>
      <span className="-my-1.5 shrink-0">
        <CopyButton text={text} label={label} />
      </span>
    </span>
  );
}
