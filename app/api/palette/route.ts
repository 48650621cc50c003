import type { NextRequest } from "next/server";
import { readAccounts } from "#server/account/read.ts";
import { accountList } from "#server/account/schema.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** The first few accounts that match what is typed into the palette. */
export async function GET(request: NextRequest): Promise<Response> {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const search = request.nextUrl.searchParams.get("search") ?? "";
  const { rows } = await readAccounts(await theStore(), accountList.parse({ search, pageSize: 6 }));
  return Response.json(
    rows.map(({ id, address, displayName }) => ({ id, address, displayName })),
    { headers: { "cache-control": "no-store" } },
  );
}
