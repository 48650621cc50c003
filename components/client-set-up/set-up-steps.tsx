import Link from "next/link";
import type { ReactNode } from "react";
import { Code } from "#components/ui/code.tsx";

export interface SetUpStepsProps {
  /** Of the public web listener, / at its end; null where it is not open. */
  publicUrl: string | null;
  address: string;
}

/** What a person does in the programs that find the settings themselves, and what has to be so for that. */
export function SetUpSteps({ publicUrl, address }: SetUpStepsProps) {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const steps: readonly { program: string; text: ReactNode }[] = [
    {
      program: "Thunderbird",
      text: (
        <>
          Add a mail account, type name, address and password, and continue. It asks{" "}
          <Code>{`autoconfig.${domain}`}</Code>.
        </>
      ),
    },
    {
      program: "Outlook",
      text: (
        <>
          Add an account and type the address. It asks <Code>{`autodiscover.${domain}`}</Code> over https.
        </>
      ),
    },
    {
      program: "Apple",
      text: (
        <>
          {publicUrl === null ? (
            "Open the profile on the device, or scan the code."
          ) : (
            <>
              Open <Code>{`${publicUrl}mail.mobileconfig?address=${address}`}</Code> on the device, or scan the code.
            </>
          )}
        </>
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid gap-x-4 gap-y-2.5 sm:grid-cols-[7.5rem_minmax(0,1fr)]">
        {steps.map(({ program, text }) => (
          <div key={program} className="contents">
            <dt className="text-muted">{program}</dt>
            <dd className="min-w-0 wrap-anywhere">{text}</dd>
          </div>
        ))}
      </dl>
      <p className="text-muted print:hidden">
        {publicUrl === null ? (
          <>
            None of them gets an answer now: the public web listener is not open.{" "}
            <Link href="/listeners#public-web" className="text-link hover:underline">
              Open it under Listeners.
            </Link>
          </>
        ) : (
          "For the first two, those names have to lead to this server in DNS."
        )}
      </p>
    </div>
  );
}
