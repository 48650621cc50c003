/** What a message looks like on the wire, said the slow and obvious way: every line end is CRLF, the last line has one. */
export function wireForm(content: Buffer): Buffer {
  const text = content.toString("latin1").replace(/\r?\n/g, "\r\n");
  return Buffer.from(text === "" || text.endsWith("\r\n") ? text : `${text}\r\n`, "latin1");
}

/** What LMTP transfers of a message: the lone dot stands on a line of its own, so the last line gets a CRLF (RFC 5321 §4.1.1.4). */
export function asData(content: Buffer): Buffer {
  return content.length === 0 || content.toString("latin1").endsWith("\r\n")
    ? content
    : Buffer.concat([content, Buffer.from("\r\n")]);
}

/** Without the trace lines a delivery agent puts before the message: all up to the line that ends our Received field. */
export function withoutTrace(collected: Buffer): Buffer {
  let text = collected.toString("latin1");
  for (const field of ["Return-Path", "Delivered-To", "Received"]) {
    const match = new RegExp(`^${field}:[^\\r\\n]*\\r?\\n(?:[ \\t][^\\r\\n]*\\r?\\n)*`, "i").exec(text);
    if (!match) throw new Error(`no ${field} where it should be: ${text.slice(0, 200)}`);
    text = text.slice(match[0].length);
  }
  return Buffer.from(text, "latin1");
}
