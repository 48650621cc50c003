import { theWatch } from "#server/web/live.ts";
import { currentAdministrator, isStillSignedIn } from "#server/web/require-administrator.ts";

export const dynamic = "force-dynamic";

const pulseMs = 15_000;

/** Event stream of LiveHint. Ends when the page goes, and within a pulse of the sign-in's end. */
export async function GET(request: Request): Promise<Response> {
  const administrator = await currentAdministrator();
  if (administrator === null) return new Response("Sign in first.\n", { status: 401 });

  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const unfollow = theWatch().follow((hint) => send(`data: ${JSON.stringify(hint)}\n\n`));
      const pulse = setInterval(async () => {
        if (await isStillSignedIn(administrator.signInId)) send(": still here\n\n");
        else finish();
      }, pulseMs);
      stop = () => {
        unfollow();
        clearInterval(pulse);
      };
      const finish = () => {
        stop();
        controller.close();
      };
      request.signal.addEventListener("abort", stop, { once: true });
    },
    cancel: () => stop(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
