import { lmtp } from "./lmtp.ts";
import { pollEmpty } from "./poll-empty.ts";
import { pollNew } from "./poll-new.ts";
import { retr } from "./retr.ts";
import type { Row } from "./row.ts";
import { signIn } from "./sign-in.ts";
import { signInArgon2id } from "./sign-in-argon2id.ts";

/** In the order they are run. */
export const rows: readonly Row[] = [signIn, signInArgon2id, pollEmpty, lmtp, pollNew, ...retr];
export const growthRows: readonly Row[] = [];
