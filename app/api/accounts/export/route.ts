import type { NextRequest } from "next/server";
import { exportAccounts } from "#server/account/export-accounts.ts";
import { accountList } from "#server/account/schema.ts";
import { download } from "#server/web/download.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** All accounts that match the filter in the address, as CSV. */
export async function GET(request: NextRequest): Promise<Response> {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const list = accountList.parse(Object.fromEntries(request.nextUrl.searchParams));
  return download(exportAccounts(await theStore(), list), "accounts.csv");
}
