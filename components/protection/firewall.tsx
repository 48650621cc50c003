import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

export interface FirewallProps {
  text: string;
  /** Where there are more networks than a page should hold. */
  isCut: boolean;
}

/** The lists as text for the machine's firewall. */
export function Firewall({ text, isCut }: FirewallProps) {
  return (
    <details className="group">
      <summary className="cursor-pointer text-muted hover:text-foreground">Show the rules</summary>
      <div className="mt-3 flex flex-col gap-3">
        <pre className="max-h-80 overflow-auto rounded-md bg-default p-3 font-mono text-xs">{text}</pre>
        <div className="flex flex-wrap items-center gap-3">
          <CopyButton text={text} label="Copy the rules" variant="secondary">
            Copy
          </CopyButton>
          <span className="text-muted">
            {isCut ? "These are the latest; all of them: " : "On the server: "}
            <Code>popdesk protection nftables | nft -f -</Code>
          </span>
        </div>
      </div>
    </details>
  );
}
