import { classes } from "#components/ui/classes.ts";
import { Card } from "#components/ui/section.tsx";
import { toneClasses, toneIcons } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { SignInExplanation } from "#server/explanation/schema.ts";
import Link from "next/link";

/** The answer in a sentence, and when it last went well. */
export function ExplanationVerdict({ explanation }: { explanation: SignInExplanation }) {
  const { verdict, lastSignIn, address, accountId } = explanation;
  const Icon = toneIcons[verdict.tone];
  return (
    <Card>
      <div className="flex items-center gap-4">
        <span
          className={classes(
            "flex size-10 shrink-0 items-center justify-center rounded-full",
            toneClasses[verdict.tone],
          )}
        >
          <Icon aria-hidden className="size-5" />
        </span>
        <div className="flex min-w-0 flex-col gap-0.5">
          <p role="status" className="text-base leading-6 font-medium text-balance wrap-anywhere sm:text-lg">
            {verdict.sentence}
          </p>
          <p className="text-muted wrap-anywhere">
            {lastSignIn === null ? (
              `No sign-in that went well is on record${accountId === null ? " for the last seven days" : ""}.`
            ) : (
              <>
                Last signed in{" "}
                <Link
                  href={`/sessions/${lastSignIn.sessionId}`}
                  className="text-link underline-offset-2 hover:underline"
                >
                  <Time at={lastSignIn.signedInAt} />
                </Link>
                {address === null && lastSignIn.address !== null && ` as ${lastSignIn.address}`} from{" "}
                {lastSignIn.remoteAddress || "this machine"}
                {lastSignIn.endedAt === null && ", and still in"}.
              </>
            )}
          </p>
        </div>
      </div>
    </Card>
  );
}
