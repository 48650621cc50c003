import { notFound } from "next/navigation";
import { requireAdministrator } from "#server/web/require-administrator.ts";

/** What is nowhere else: said inside the console's frame. */
export default async function NowherePage() {
  await requireAdministrator();
  notFound();
}
