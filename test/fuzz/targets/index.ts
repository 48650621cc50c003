import type { Target } from "../target.ts";
import { commandLines, names, numbers } from "./arguments.ts";
import { listings, retrieved, topped, wireForms, wrongLength } from "./bodies.ts";
import { lineReader, takenRest } from "./line-reader.ts";
import { dataReader, lmtpModel } from "./lmtp.ts";
import { damagedSets, packedSets, snapshots, snapshotsPutAway } from "./maildrops.ts";
import { pop3Model } from "./pop3.ts";
import { pop3OnDatabase } from "./pop3-on-database.ts";
import { damagedProxyHeaders, ipTexts, proxyHeaders, trusted } from "./proxy.ts";
import { authLine, base64, plainMessages } from "./sasl.ts";
import { bearerMessages, scramMessages, scramSignIns } from "./scram.ts";
import { damagedSegments, damagedTombstones } from "./segments.ts";

/** Everything that needs no daemon. */
export const targets: readonly Target[] = [
  lineReader,
  takenRest,
  numbers,
  commandLines,
  names,
  base64,
  authLine,
  plainMessages,
  scramSignIns,
  scramMessages,
  bearerMessages,
  retrieved,
  topped,
  wrongLength,
  listings,
  wireForms,
  dataReader,
  lmtpModel,
  pop3Model,
  pop3OnDatabase,
  packedSets,
  damagedSets,
  snapshots,
  snapshotsPutAway,
  damagedSegments,
  damagedTombstones,
  proxyHeaders,
  damagedProxyHeaders,
  ipTexts,
  trusted,
];
