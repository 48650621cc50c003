import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { ReceiptTable } from "#components/receipt/receipt-table.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/count.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Section } from "#components/ui/section.tsx";
import { readAccount } from "#server/account/read.ts";
import { readReceipts } from "#server/receipt/read.ts";
import { receiptList } from "#server/receipt/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const metadata: Metadata = { title: "Messages" };

export default async function MessagesPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const list = receiptList.parse(query);
  const [result, account, { receiptDays }] = await Promise.all([
    readReceipts(store, list),
    list.accountId === undefined ? null : readAccount(store, list.accountId),
    readSettings(store),
  ]);
  const { total, isCut } = result;
  return (
    <Page
      title={account ? `Messages of ${account.address}` : "Messages"}
      description={
        <>
          What became of a message? {isCut ? `More than ${formatCount(total)}` : formatCount(total)}{" "}
          {total === 1 ? "receipt" : "receipts"}
          {receiptDays !== null && `, kept for ${formatCount(receiptDays)} days, also of messages that are gone`}.
        </>
      }
      back={account ? { href: `/accounts/${account.id}`, label: account.address } : undefined}
      actions={
        <LinkButton href={account ? `/recoverable?accountId=${account.id}` : "/recoverable"}>
          Recoverable mail
        </LinkButton>
      }
    >
      <Live topics={["sessions", "changes"]} />
      <div className="flex flex-col gap-3">
        <SearchFilter placeholder="Address, subject, queue id …" />
        <Section isFlush>
          <ReceiptTable
            result={result}
            query={query}
            isFiltered={list.search !== "" || list.accountId !== undefined}
            isKept={receiptDays !== null}
          />
        </Section>
      </div>
    </Page>
  );
}
