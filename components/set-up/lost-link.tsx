import { KeyRound } from "lucide-react";
import { Mark } from "#components/shell/brand.tsx";
import { Copyable } from "#components/ui/code.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** What a visitor without the set-up link sees: how to get it. `isWrong`: there was a token, but not the present one. */
export function LostLink({ isWrong }: { isWrong: boolean }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-lg flex-col justify-center gap-6 px-4 py-10">
      <div className="flex flex-col items-center gap-3 text-center">
        <Mark className="size-11" />
        <div className="flex flex-col gap-1">
          <h1 className="text-xl font-semibold tracking-tight">This server has no owner yet</h1>
          <p className="text-balance text-muted">
            Whoever becomes its owner must hold the set-up link, so that it is you and not the first stranger who finds
            this page.
          </p>
        </div>
      </div>
      {isWrong && (
        <Notice tone="warning" title="This set-up link is no longer valid">
          Each start of the server prints a new one, and the old one ends.
        </Notice>
      )}
      <ol className="flex flex-col gap-4 rounded-lg border border-border bg-surface p-5 shadow-surface sm:p-6">
        <li className="flex flex-col gap-1">
          <p className="font-medium">Look at the terminal where the server runs</p>
          <p className="text-muted">
            There, <span className="font-mono">npm start</span> has printed it under “Set it up in your browser”. Open
            it in this browser.
          </p>
        </li>
        <li className="flex flex-col gap-1.5 border-t border-separator pt-4">
          <p className="font-medium">Or print it again</p>
          <p className="text-muted">On the server, in the folder of Popdesk and as the user who owns the data:</p>
          <Copyable text="npx popdesk set-up-link" label="Copy the command" />
        </li>
        <li className="flex items-start gap-2 border-t border-separator pt-4 text-muted">
          <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0" />
          <p>The link works once. There is no password that Popdesk came with.</p>
        </li>
      </ol>
    </main>
  );
}
