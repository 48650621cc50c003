import "server-only";
import { isStillSignedIn } from "./require-administrator.ts";

const pulseMs = 5_000;

/**
 * Event stream of what `follow` sends, with a pulse in between by which a page knows that it still hears. Ends when the page goes, and within
 * a pulse of the sign-in's end. `follow` gives back the way to stop.
 */
export function eventStream(
  request: Request,
  signInId: string,
  follow: (send: (data: unknown) => void) => () => void,
): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const unfollow = follow((data) => write(`data: ${JSON.stringify(data)}\n\n`));
      let isOver = false;
      const beat = async () => {
        const isSignedIn = await isStillSignedIn(signInId).catch(() => false);
        if (isOver) return;
        if (isSignedIn) return write("event: pulse\ndata: 1\n\n");
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
