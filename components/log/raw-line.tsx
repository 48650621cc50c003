import { CopyButton } from "#components/ui/copy-button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { visibleText } from "./visible-text.ts";

/** A line as it was written. Text and nothing else: what it holds of markup is letters. */
export function RawLine({ raw, cutOctets }: { raw: string; cutOctets: number }) {
  return (
    <figure className="overflow-hidden rounded-lg border border-border bg-surface-secondary">
      <figcaption className="flex items-center justify-between border-b border-border py-1 pr-1 pl-3 text-xs text-muted">
        The line as it was written
        <CopyButton text={raw} label="Copy the line" />
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 overflow-auto p-3 font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere"
      >
        {visibleText(raw)}
      </pre>
      {cutOctets > 0 && (
        <p className="border-t border-border px-3 py-1.5 text-xs text-muted">
          {countOf(cutOctets, "octet")} more of this line were not kept.
        </p>
      )}
    </figure>
  );
}
