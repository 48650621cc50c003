import { rowId } from "#server/input/schema.ts";
import { listenerUseList } from "#server/listener/schema.ts";
import { listenerUseCsv } from "#server/listener/use-csv.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** Who signs in on a listener, as a file for a spreadsheet. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const listenerId = rowId.safeParse((await params).id);
  if (!listenerId.success) return new Response("There is no such listener.\n", { status: 404 });
  const { tls } = listenerUseList.parse(Object.fromEntries(new URL(request.url).searchParams));
  const lines = listenerUseCsv(await theStore(), { listenerId: listenerId.data, tls });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="sign-ins-listener-${listenerId.data}.csv"`,
      "cache-control": "no-store",
    },
  });
}
