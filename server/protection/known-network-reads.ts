import { networksHolding, networkText, overlap, parseNetwork, textWithin } from "../network/network.ts";
import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";

export interface AskedNetwork {
  /** As networkAround gives it. */
  readonly network: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/**
 * Rows are as wide as a guesser was taken for when they were written, which is a setting: another width counts where the two overlap.
 * `$asked` is the network, `$likeAsked` what the texts of all as wide as it are like; the rows of another width are left to `isOverlapping`.
 */
const ofAccount = (asked: string, likeAsked: string) =>
  `("KnownNetwork"."network" = ${asked} OR NOT ("KnownNetwork"."network" LIKE ${likeAsked}))`;
const accountRows = `SELECT "KnownNetwork"."network" FROM "Account" JOIN "KnownNetwork" ON "KnownNetwork"."accountId" = "Account"."id" WHERE `;

/** Whether somebody signed in to the account of that address (canonical) from that network since then. */
export const isNetworkKnown: Read<AskedNetwork & { readonly address: string }, boolean> = {
  sqlite(database) {
    const statement = database
      .prepare<[string, string, string, number], string>(
        `${accountRows} "Account"."address" = ? AND ${ofAccount("?", "?")} AND "KnownNetwork"."lastAt" >= ?`,
      )
      .pluck();
    return ({ address, network, since }) =>
      statement.all(address, network, likeOf(network), since).some(isOverlapping(network));
  },
  async postgresql(query, { address, network, since }) {
    const rows = await query<{ network: string }>(
      `${accountRows} "Account"."address" = $1 AND ${ofAccount("$2", "$3")} AND "KnownNetwork"."lastAt" >= CAST($4 AS timestamp(3))`,
      [address, network, likeOf(network), timestamp(since)],
    );
    return rows.map((row) => row.network).some(isOverlapping(network));
  },
};

/** By name those that hold the network, by the beginning of their text those within: either by an index, however many rows there are. */
const anybodysRows = (holding: string, from: string, to: string, since: string, collate = "") =>
  `SELECT DISTINCT "network" FROM "KnownNetwork" WHERE "network" IN (${holding}) AND "lastAt" >= ${since}
   UNION SELECT DISTINCT "network" FROM "KnownNetwork" WHERE "network"${collate} >= ${from} AND "network"${collate} < ${to} AND "lastAt" >= ${since}`;

/** Whether somebody signed in from that network since then, to whichever account. */
export const isNetworkAnybodys: Read<AskedNetwork, boolean> = {
  sqlite(database) {
    const statement = database
      .prepare<[{ holding: string; from: string; to: string; since: number }], string>(
        anybodysRows("SELECT value FROM json_each(@holding)", "@from", "@to", "@since"),
      )
      .pluck();
    return ({ network, since }) => {
      const { holding, from, to } = placesOf(network);
      return statement.all({ holding: JSON.stringify(holding), from, to, since }).some(isOverlapping(network));
    };
  },
  async postgresql(query, { network, since }) {
    const { holding, from, to } = placesOf(network);
    const rows = await query<{ network: string }>(
      anybodysRows("SELECT unnest(CAST($1 AS text[]))", "$2", "$3", "CAST($4 AS timestamp(3))", ' COLLATE "C"'),
      [holding, from, to, timestamp(since)],
    );
    return rows.map((row) => row.network).some(isOverlapping(network));
  },
};

/** "%.%/24", "%:%/64"; for what is no network, what every text is like: nothing overlaps it. */
function likeOf(network: string): string {
  const slash = network.lastIndexOf("/");
  return slash < 0 ? "%" : `%${network.slice(slash)}`;
}

function placesOf(network: string): { holding: string[]; from: string; to: string } {
  const parsed = parseNetwork(network);
  if (parsed === null) return { holding: [network], from: network, to: network };
  const from = textWithin(parsed);
  // "~" comes behind all that a network is written with.
  return { holding: networksHolding(parsed).map(networkText), from, to: `${from}~` };
}

function isOverlapping(network: string): (known: string) => boolean {
  const asked = parseNetwork(network);
  return (text) => {
    if (text === network) return true;
    const known = asked === null ? null : parseNetwork(text);
    return asked !== null && known !== null && overlap(asked, known);
  };
}
