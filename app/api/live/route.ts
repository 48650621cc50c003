import { theWatch } from "#server/web/live.ts";
import { currentAdministrator, isStillSignedIn } from "#server/web/require-administrator.ts";

export const dynamic = "force-dynamic";

const pulseMs = 5_000;

/**
 * Event stream of LiveHint, with a pulse in between by which a page knows that it still hears. Ends when the page goes, and
 * within a pulse of the sign-in's end.
 */
export async function GET(request: Request): Promise<Response> {
  const administrator = await currentAdministrator();
  if (administrator === null) return new Response("Sign in first.\n", { status: 401 });

  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const unfollow = theWatch().follow((hint) => send(`data: ${JSON.stringify(hint)}\n\n`));
      let isOver = false;
      const beat = async () => {
        const isSignedIn = await isStillSignedIn(administrator.signInId).catch(() => false);
        if (isOver) return;
        if (isSignedIn) return send("event: pulse\ndata: 1\n\n");
        stop();
        controller.close();
      };
      const pulse = setInterval(beat, pulseMs);
      stop = () => {
        isOver = true;
        unfollow();
        clearInterval(pulse);
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
