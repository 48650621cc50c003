import type { ReactNode } from "react";
import { Brand } from "#components/shell/brand.tsx";
import { ThemeSwitch } from "#components/shell/theme-switch.tsx";
import type { SetUpStep } from "#server/set-up/schema.ts";
import { Steps } from "./steps.tsx";

export interface WizardPageProps {
  step: SetUpStep;
  reached: SetUpStep;
  title: string;
  description: ReactNode;
  children: ReactNode;
  /** Back and onwards, at the foot. */
  footer?: ReactNode;
}

/** The frame of each of the wizard's pages. */
export function WizardPage({ step, reached, title, description, children, footer }: WizardPageProps) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-3xl flex-col gap-6 px-4 py-5 sm:gap-8 sm:px-6 sm:py-8">
      <header className="flex flex-col gap-5 sm:gap-6">
        <div className="flex items-center justify-between gap-4">
          <Brand />
          <ThemeSwitch />
        </div>
        <Steps current={step} reached={reached} />
      </header>
      <main className="flex grow flex-col gap-5">
        <div className="flex flex-col gap-1">
          <h1 className="text-xl leading-7 font-semibold tracking-tight">{title}</h1>
          <div className="max-w-2xl text-muted">{description}</div>
        </div>
        {children}
      </main>
      {footer && (
        <footer className="flex flex-wrap items-center justify-between gap-3 border-t border-border pt-4 pb-2">
          {footer}
        </footer>
      )}
    </div>
  );
}
