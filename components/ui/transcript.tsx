import { classes } from "./classes.ts";
import { CopyButton } from "./copy-button.tsx";

export interface TranscriptLine {
  /** "S" and "C" as in the RFCs; "note" is our own remark between them. */
  from: "S" | "C" | "note";
  text: string;
}

export interface TranscriptProps {
  label: string;
  lines: readonly TranscriptLine[];
  /** Shown to its end, however long, instead of scrolling inside. */
  isWhole?: boolean;
}

/** A conversation between client and server, as it would be typed into telnet. */
export function Transcript({ label, lines, isWhole }: TranscriptProps) {
  return (
    <figure className="overflow-hidden rounded-lg border border-border bg-surface-secondary">
      <figcaption className="flex items-center justify-between border-b border-border py-1 pr-1 pl-3 text-xs text-muted">
        {label}
        <CopyButton
          text={lines.map(({ from, text }) => (from === "note" ? `# ${text}` : `${from}: ${text}`)).join("\n")}
          label="Copy the conversation"
        />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className={classes("overflow-auto p-3 font-mono text-xs leading-5", !isWhole && "max-h-96")}>
        {lines.map(({ from, text }, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only appended
            key={index}
            className={classes("whitespace-pre-wrap wrap-anywhere", from === "note" && "text-muted italic")}
          >
            {from !== "note" && (
              <span className={classes("mr-2 select-none", from === "C" ? "text-link" : "text-muted")}>{from}:</span>
            )}
            {text}
          </div>
        ))}
      </pre>
    </figure>
  );
}
