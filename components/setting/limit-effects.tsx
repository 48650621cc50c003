"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { Preview } from "#components/ui/preview.tsx";
import type {
  AnnouncedEffect,
  DownloadsEffect,
  ForgottenEffect,
  MailEffect,
  MistakesEffect,
  SignInWaysEffect,
  WaitingEffect,
} from "#server/limit-effect/schema.ts";
import { Said } from "./effect.tsx";
import {
  announcedText,
  downloadsText,
  forgottenText,
  isClosing,
  isForgetting,
  mailText,
  mistakesText,
  signInWaysText,
  waitingText,
} from "./limit-effect-text.ts";

interface Kinds {
  waiting: WaitingEffect;
  mistakes: MistakesEffect;
  downloads: DownloadsEffect;
  mail: MailEffect;
  announced: AnnouncedEffect;
  signInWays: SignInWaysEffect;
  traces: ForgottenEffect;
  receipts: ForgottenEffect;
}

interface Telling<Effect> {
  text: (effect: Effect) => string;
  isWarning?: (effect: Effect) => boolean;
}

const tellings: { readonly [Kind in keyof Kinds]: Telling<Kinds[Kind]> } = {
  waiting: { text: waitingText },
  mistakes: { text: mistakesText },
  downloads: { text: downloadsText },
  mail: { text: mailText },
  announced: { text: announcedText },
  signInWays: { text: signInWaysText, isWarning: isClosing },
  traces: { text: (effect) => forgottenText("conversation", effect), isWarning: isForgetting },
  receipts: { text: (effect) => forgottenText("receipt", effect), isWarning: isForgetting },
};

export interface LimitPreviewProps<Kind extends keyof Kinds> {
  kind: Kind;
  preview: FormAction<Kinds[Kind]>;
}

/** In the form of a group of limits: what it would have meant for what is recorded. */
export function LimitPreview<Kind extends keyof Kinds>({ kind, preview }: LimitPreviewProps<Kind>) {
  const { text, isWarning } = tellings[kind];
  return (
    <Preview action={preview}>
      {(effect) => <Said text={effect && text(effect)} isWarning={effect !== null && (isWarning?.(effect) ?? false)} />}
    </Preview>
  );
}
