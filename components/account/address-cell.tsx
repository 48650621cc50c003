import type { AccountRow } from "#server/account/schema.ts";

/** For a table: the address, and whose it is. */
export function AddressCell({ address, displayName }: Pick<AccountRow, "address" | "displayName">) {
  return (
    <>
      <span className="block font-medium wrap-anywhere">{address}</span>
      {displayName && <span className="block text-xs text-muted">{displayName}</span>}
    </>
  );
}
