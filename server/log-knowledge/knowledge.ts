import { deliveryEnds } from "./entries/delivery-ends.ts";
import { handOverLines } from "./entries/hand-over-lines.ts";
import { limitLines } from "./entries/limit-lines.ts";
import { refusalLines } from "./entries/refusal-lines.ts";
import { responseCodes } from "./entries/response-codes.ts";
import { sessionAnswers } from "./entries/session-answers.ts";
import { sessionEnds } from "./entries/session-ends.ts";
import { signInAnswers } from "./entries/sign-in-answers.ts";
import { signInLines } from "./entries/sign-in-lines.ts";
import { storageAnswers } from "./entries/storage-answers.ts";
import { storageLines } from "./entries/storage-lines.ts";
import { tlsAlerts } from "./entries/tls-alerts.ts";
import { tlsTroubles } from "./entries/tls.ts";
import type { Knowledge } from "./schema.ts";

/** Everything that is explained. Lines are held against the rows in this order, so the special ones stand before the general. */
export const knowledge: readonly Knowledge[] = [
  ...signInAnswers,
  ...sessionAnswers,
  ...storageAnswers,
  ...Object.values(responseCodes),
  ...tlsAlerts,
  ...tlsTroubles,
  ...limitLines,
  ...signInLines,
  ...sessionEnds,
  ...handOverLines,
  ...refusalLines,
  ...storageLines,
  ...deliveryEnds,
];

/** Rows by the words of an answer. */
export const answers: readonly Knowledge[] = knowledge.filter((row) => row.answers !== undefined);
/** Rows by the response code of an answer whose words are not known. */
export const answerCodes: Readonly<Record<string, Knowledge>> = responseCodes;
