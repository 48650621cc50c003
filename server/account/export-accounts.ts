import { setImmediate as turn } from "node:timers/promises";
import { readConsoleAccess } from "../administrator/console-access.ts";
import { csvLine } from "../csv/write-csv.ts";
import { conditionOf } from "../database/read-list.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { type AccountChoice, accountsFrom, choiceOfAccounts } from "./list-question.ts";

const pageSize = 1000;
const head = [
  "address",
  "name",
  "receive",
  "sign-in",
  "console",
  "has password",
  "quota",
  "messages quota",
  "messages",
  "octets",
  "last sign-in",
  "last delivery",
  "created",
];

/** CSV of all accounts that match, in the order they were made, page by page: never a password or its hash. Begins with a BOM, for spreadsheets. */
export async function* exportAccounts(store: Store, choice: AccountChoice): AsyncGenerator<string> {
  const engine = engineOf(store.environment.databaseUrl);
  const { condition, values } = conditionOf(engine, choiceOfAccounts(choice));
  const from = engine === "sqlite" ? `"Account" NOT INDEXED` : accountsFrom(engine, choice);
  yield `\ufeff${csvLine(head)}`;
  for (let last = 0; ; ) {
    const ids = await store.db.$queryRawUnsafe<{ id: bigint | number }[]>(
      `SELECT "id" FROM ${from} WHERE ${condition} AND "id" > ${last} ORDER BY "id" LIMIT ${pageSize}`,
      ...values,
    );
    if (ids.length === 0) return;
    const rows = await store.db.account.findMany({
      where: { id: { in: ids.map(({ id }) => Number(id)) } },
      orderBy: { id: "asc" },
    });
    const access = await readConsoleAccess(store.db, rows);
    yield rows
      .map((row) =>
        csvLine([
          row.address,
          row.displayName,
          row.canReceive ? "on" : "off",
          row.canSignIn ? "on" : "off",
          onOrOff(access.get(row.id)?.isEnabled),
          row.passwordAt === null ? "no" : "yes",
          row.quotaOctets === null ? null : Number(row.quotaOctets),
          row.quotaMessages,
          row.messageCount,
          Number(row.octets),
          row.lastSignInAt,
          row.lastDeliveryAt,
          row.createdAt,
        ]),
      )
      .join("");
    last = Number(ids.at(-1)?.id);
    await turn();
  }
}

/** Empty where there is no such switch. */
function onOrOff(isOn: boolean | undefined): string | null {
  return isOn === undefined ? null : isOn ? "on" : "off";
}
