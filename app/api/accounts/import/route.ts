import { prepareImport } from "#server/account/import/prepare-import.ts";
import { isRefusal, logIncident } from "#server/web/answer-form.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const dynamic = "force-dynamic";

/** A CSV of accounts as the body; `name` in the address is the file's. Answers with the draft's id, or with the reason it is none. */
export async function POST(request: Request): Promise<Response> {
  const administrator = await currentAdministrator();
  if (administrator === null) return Response.json({ message: "Sign in first." }, { status: 401 });
  // A form of another site cannot set this header without asking first, and nobody answers that.
  if (request.headers.get("x-requested-with") !== "popdesk")
    return Response.json({ message: "Not from here." }, { status: 403 });
  const fileName = new URL(request.url).searchParams.get("name") || "pasted text";
  try {
    const octets = new Uint8Array(await request.arrayBuffer());
    return Response.json({ id: await prepareImport(await theStore(), { octets, fileName }, administrator.actor) });
  } catch (error) {
    if (isRefusal(error)) return Response.json({ message: error.message }, { status: 422 });
    const incident = logIncident(error);
    return Response.json({ message: `Something went wrong on our side. Quote incident ${incident}.` }, { status: 500 });
  }
}
