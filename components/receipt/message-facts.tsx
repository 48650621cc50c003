import { AccountLink } from "#components/account/account-link.tsx";
import { Code } from "#components/ui/code.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Octets } from "#components/ui/octets.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { MessageLife } from "#server/receipt/schema.ts";
import { placeWords } from "./words.ts";

/** What a message is known by. */
export function MessageFacts({ life }: { life: MessageLife }) {
  const { accountId, standing, address, sender, messageIdHeader, uniqueId, octets, place, purgeAfterAt, downloadedAt } =
    life;
  const { tone, word, meaning } = placeWords[place];
  const unknown = <span className="text-muted">not known</span>;
  return (
    <Facts
      items={[
        {
          label: "Account",
          value: <AccountLink id={accountId} address={address} standing={standing} />,
        },
        { label: "From", value: sender || unknown },
        {
          label: "Now",
          value: (
            <StatusChip tone={tone} hint={meaning}>
              {word}
            </StatusChip>
          ),
        },
        ...(purgeAfterAt === null
          ? []
          : [{ label: "Recoverable", value: <Time at={purgeAfterAt} format="countdown" /> }]),
        { label: "First downloaded", value: downloadedAt ? <Time at={downloadedAt} /> : unknown },
        { label: "Size", value: <Octets value={octets} /> },
        { label: "Unique-id", value: <Code>{uniqueId}</Code> },
        ...(messageIdHeader === "" ? [] : [{ label: "Message-ID", value: <Code>{messageIdHeader}</Code> }]),
      ]}
    />
  );
}
