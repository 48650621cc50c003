import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { trustOf } from "../../password-source/ldap/trust.ts";
import { version } from "../../version.ts";
import { DeliveryFailed, quoted, troubleOf } from "./delivery-failed.ts";

const limitMs = 15_000;
/** Of an answer no more is read than a person would. */
const longestAnswer = 16 * 1024;
/** The message itself is not liked: trying it for a day helps nobody. */
const refusals = [400, 413, 415, 422];

export interface Post {
  readonly url: string;
  readonly caPem: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One POST to that address and nowhere else: redirects are not followed. Gives what was answered, as a line; throws DeliveryFailed. */
export async function post({ url, caPem, headers, body }: Post): Promise<string> {
  const place = new URL(url);
  try {
    const { status, statusText, text } = await exchange(place, caPem, headers, body);
    const said = `${status} ${statusText}${text === "" ? "" : `: ${quoted(text)}`}`;
    if (status >= 200 && status < 300) return said;
    const where = (status >= 300 && status < 400 && " (redirects are not followed: write the last address)") || "";
    throw new DeliveryFailed(`${place.host} answered ${said}${where}`, refusals.includes(status));
  } catch (error) {
    throw troubleOf(place.host, error);
  }
}

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly text: string;
}

async function exchange(url: URL, caPem: string, headers: Post["headers"], body: string): Promise<Answer> {
  const isTls = url.protocol === "https:";
  const options = {
    method: "POST",
    // One connection for one message: nothing is kept open for days.
    agent: false as const,
    headers: {
      "user-agent": `Popdesk/${version}`,
      "content-length": Buffer.byteLength(body),
      ...headers,
    },
    signal: AbortSignal.timeout(limitMs),
    ...(isTls ? { secureContext: await trustOf(caPem) } : {}),
  };
  return new Promise((resolve, reject) => {
    const asking = (isTls ? requestHttps : requestHttp)(url, options, (response) => {
      const pieces: Buffer[] = [];
      let octets = 0;
      const finish = () =>
        resolve({
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? "",
          text: Buffer.concat(pieces).toString("utf8"),
        });
      response.on("data", (piece: Buffer) => {
        pieces.push(piece.subarray(0, longestAnswer - octets));
        octets += piece.length;
        if (octets < longestAnswer) return;
        finish();
        response.destroy();
      });
      response.on("end", finish);
      response.on("error", reject);
    });
    asking.on("error", reject);
    asking.end(body);
  });
}
