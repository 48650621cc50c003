import { readAccount } from "#server/account/read.ts";
import { readSetUpFile } from "#server/client-set-up/files.ts";
import { setUpFileName, setUpFileOnDisk } from "#server/client-set-up/schema.ts";
import { rowId } from "#server/input/schema.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** One of the files that set up an account's mail program. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string; file: string }> }) {
  if ((await currentAdministrator()) === null) return new Response("Sign in first.\n", { status: 401 });
  const asked = await params;
  const [id, name] = [rowId.safeParse(asked.id), setUpFileName.safeParse(asked.file)];
  const store = await theStore();
  const account = id.success ? await readAccount(store, id.data) : null;
  const file = account && name.success ? await readSetUpFile(store, account, name.data) : null;
  if (file === null || !name.success) return new Response("There is no such file.\n", { status: 404 });
  return new Response(typeof file.body === "string" ? file.body : Uint8Array.from(file.body), {
    headers: {
      "content-type": file.contentType,
      "content-disposition": `attachment; filename="${setUpFileOnDisk[name.data]}"`,
      "cache-control": "no-store",
    },
  });
}
