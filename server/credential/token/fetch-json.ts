const timeoutMs = 5_000;
const maxOctets = 256 * 1024;

/** JSON from an issuer: no redirects, five seconds, and no more octets than any issuer needs. Throws what was wrong. */
export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    redirect: "error",
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`${url} answers ${response.status}`);
  }
  const pieces: Uint8Array[] = [];
  let octets = 0;
  for await (const piece of response.body) {
    octets += piece.length;
    if (octets > maxOctets) throw new Error(`${url} answers more than ${maxOctets} octets`);
    pieces.push(piece);
  }
  return JSON.parse(Buffer.concat(pieces).toString("utf8"));
}
