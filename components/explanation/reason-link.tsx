import Link from "next/link";
import { type FailureView, reasonText } from "#server/sign-in-failure/schema.ts";

/** Why a sign-in was refused; opens what it means and what mends it. */
export function ReasonLink({
  address,
  remoteAddress,
  reason,
}: Pick<FailureView, "address" | "remoteAddress" | "reason">) {
  const who = `${address} ${remoteAddress}`.trim();
  if (who === "") return reasonText(reason);
  return (
    <Link href={`/explain?who=${encodeURIComponent(who)}`} className="underline-offset-2 hover:underline">
      {reasonText(reason)}
    </Link>
  );
}
