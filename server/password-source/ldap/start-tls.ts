import type { Socket } from "node:net";

/** ExtendedRequest, message 1: 1.3.6.1.4.1.1466.20037 (RFC 4511 §4.14.1). */
const request = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16]),
  Buffer.from("1.3.6.1.4.1.1466.20037", "latin1"),
]);
const mostOctets = 4_096;

/**
 * Asks for TLS on a connection on which nothing was said yet. Resolves when the server has agreed; rejects with what it said instead. Done
 * here and not by ldapts: what somebody in between slips in behind the answer, in the clear, would be its first octets inside TLS.
 */
export function askForTls(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const settle = (error?: Error) => {
      socket.off("data", hear).off("error", settle).off("close", gone);
      socket.pause();
      if (error) reject(error);
      else resolve();
    };
    const gone = () => settle(new Error("the server closed the connection when it was asked for TLS"));
    const hear = (octets: Buffer) => {
      heard = Buffer.concat([heard, octets]);
      const answer = readAnswer(heard);
      if (answer === "more" && heard.length < mostOctets) return;
      if (answer === "agreed") settle();
      else settle(new Error(answer === "more" ? "the server did not answer in LDAP" : answer));
    };
    socket.on("data", hear).on("error", settle).on("close", gone);
    socket.write(request);
  });
}

/** "agreed", "more" where the answer is not all here yet, or why it is no. Nothing may stand behind it. */
export function readAnswer(octets: Uint8Array): string {
  if (octets.length > 0 && octets[0] !== 0x30) return "the server did not answer in LDAP";
  const message = readElement(octets, 0);
  if (message === null || message.end > octets.length) return "more";
  if (message.end < octets.length) return "the server said more before TLS than it was asked";
  const id = readElement(octets, message.start);
  const response = id === null ? null : readElement(octets, id.end);
  if (response === null || response.tag !== 0x78) return "the server did not answer in LDAP";
  const code = readElement(octets, response.start);
  if (code === null || code.tag !== 0x0a || code.end > message.end) return "the server did not answer in LDAP";
  const value = octets[code.start];
  return value === 0 ? "agreed" : `the server refused StartTLS (result code ${value})`;
}

/** A BER element: its tag, and where its content begins and ends. Null where not even its length is here. */
function readElement(octets: Uint8Array, at: number): { tag: number; start: number; end: number } | null {
  const [tag, first] = [octets[at], octets[at + 1]];
  if (tag === undefined || first === undefined) return null;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count > 4 || octets.length < at + 2 + count) return null;
  let length = 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (octets[at + 2 + index] ?? 0);
  return { tag, start: at + 2 + count, end: at + 2 + count + length };
}
