"use client";

import { Play, RotateCw } from "lucide-react";
import { useActionState } from "react";
import { type ActionResult, type FormAction, idle } from "#components/ui/action-result.ts";
import { Button } from "#components/ui/button.tsx";
import { Transcript } from "#components/ui/transcript.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { SignInTrial as Trial } from "#server/diagnostic/schema.ts";

export interface SignInTrialProps {
  action: FormAction<Trial>;
  address: string;
}

/** Signs in as a mail program would, and shows every line of it. */
export function SignInTrial({ action, address }: SignInTrialProps) {
  const [result, run, isPending] = useActionState(action, idle as ActionResult<Trial>);
  const trial = result.data;
  return (
    <div className="flex flex-col gap-4">
      <form action={run}>
        <Button
          type="submit"
          size="md"
          variant={trial?.failure === null ? "secondary" : "primary"}
          icon={trial ? <RotateCw aria-hidden /> : <Play aria-hidden />}
          isPending={isPending}
        >
          {trial ? "Sign in again" : `Sign in as ${address}`}
        </Button>
      </form>
      <div aria-live="polite" className="flex flex-col gap-4">
        {result.status === "refused" && (
          <Notice tone="danger" title={result.message ?? "That was refused."} incident={result.incident} />
        )}
        {trial && <Verdict trial={trial} />}
        {trial && <Transcript label="Console and daemon, line by line" isWhole lines={trial.conversation} />}
      </div>
    </div>
  );
}

function Verdict({ trial }: { trial: Trial }) {
  if (trial.failure) {
    return (
      <Notice tone="danger" title={trial.failure.what}>
        {trial.failure.why} {trial.failure.remedy}
      </Notice>
    );
  }
  const { messageCount, octets } = trial.drop ?? { messageCount: 0, octets: 0 };
  return (
    <Notice tone="good" title="It works: a mail program can collect mail from this server.">
      Signed in over TLS and found {countOf(messageCount, "message")} of {formatOctets(octets)} in{" "}
      {Math.ceil(trial.tookMs)} ms. Nothing was removed.
    </Notice>
  );
}
