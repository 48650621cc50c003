import Link from "next/link";
import type { AccountStanding } from "#server/account/schema.ts";

export interface AccountLinkProps {
  id: number;
  /** As it was when what names it here happened. */
  address: string;
  standing: AccountStanding;
}

/** The way to an account that something of the past names, whatever has become of it. */
export function AccountLink({ id, address, standing }: AccountLinkProps) {
  if (standing === "gone") return <span className="text-muted wrap-anywhere">{address}, which is gone</span>;
  const href = standing === "here" ? `/accounts/${id}` : `/accounts/deleted?search=${encodeURIComponent(address)}`;
  return (
    <>
      <Link href={href} className="text-link wrap-anywhere hover:underline">
        {address}
      </Link>
      {standing === "deleted" && <span className="text-muted">, deleted since</span>}
    </>
  );
}
