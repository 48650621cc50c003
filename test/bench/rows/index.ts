import { crowd } from "./crowd.ts";
import { deliverAndCollect } from "./deliver-and-collect.ts";
import { growthOfAccounts } from "./growth/accounts.ts";
import { growthOfConnections } from "./growth/connections.ts";
import { growthOfMessages } from "./growth/messages.ts";
import { largeListing } from "./large-listing.ts";
import { largeRemoval } from "./large-removal.ts";
import { lmtp } from "./lmtp.ts";
import { memory } from "./memory.ts";
import { pollEmpty } from "./poll-empty.ts";
import { pollNew } from "./poll-new.ts";
import { retr } from "./retr.ts";
import type { Row } from "./row.ts";
import { signIn } from "./sign-in.ts";
import { signInArgon2id } from "./sign-in-argon2id.ts";
import { tlsHandshake } from "./tls-handshake.ts";
import { tlsResumption } from "./tls-resumption.ts";

/** In the order they are run: what removes much mail comes last, since ext4 makes new files slowly afterwards. */
export const rows: readonly Row[] = [
  signIn,
  ...signInArgon2id,
  pollEmpty,
  ...retr,
  tlsHandshake,
  tlsResumption,
  lmtp,
  memory,
  largeListing,
  pollNew,
  deliverAndCollect,
  crowd,
  largeRemoval,
];

/** How the time grows. */
export const growthRows: readonly Row[] = [growthOfMessages, growthOfConnections, growthOfAccounts];
