/** What a message looks like on the wire, said the slow and obvious way: every line end is CRLF, the last line has one. */
export function wireForm(content: Buffer): Buffer {
  const text = content.toString("latin1").replace(/\r?\n/g, "\r\n");
  return Buffer.from(text === "" || text.endsWith("\r\n") ? text : `${text}\r\n`, "latin1");
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
