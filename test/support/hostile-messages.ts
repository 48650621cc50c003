/** Messages at which servers have been seen to stumble, by what is hard about them. */
export const hostileMessages: Readonly<Record<string, Buffer>> = {
  plain: text("Subject: plain\r\n\r\nHello.\r\n"),
  "dots at line starts": text("Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\n...\r\nend\r\n"),
  "a lone dot as last line": text("Subject: lone\r\n\r\nbody\r\n."),
  "no final line end": text("Subject: no end\r\n\r\nlast words"),
  "empty body": text("Subject: empty body\r\n\r\n"),
  "headers only": text("Subject: headers only\r\nX-Last: yes\r\n"),
  "bare line feeds": text("Subject: bare\n\none\ntwo\n\nthree\n"),
  "mixed line ends": text("Subject: mixed\r\n\r\none\ntwo\r\nthree\n"),
  "bare carriage returns": text("Subject: cr\r\n\r\none\rtwo\r\rthree\r\n"),
  "NUL octets": text("Subject: nul\r\n\r\na\0b\0\0c\r\n"),
  "8-bit octets": Buffer.concat([text("Subject: 8-bit \xe4\xf6\xfc\r\n\r\n"), allOctets(), text("\r\n")]),
  "a line of 100 kB": text(`Subject: long\r\n\r\n${"x".repeat(100_000)}\r\n.short\r\n`),
  "a dot at each 64 KiB border": text(`Subject: borders\r\n\r\n${`${"y".repeat(65_533)}\r\n.`.repeat(4)}\r\n`),
  "only empty lines": text("\r\n\r\n\r\n"),
};

function text(content: string): Buffer {
  return Buffer.from(content, "latin1");
}

/** Every octet but CR and LF. */
function allOctets(): Buffer {
  return Buffer.from(Array.from({ length: 256 }, (_, octet) => octet).filter((octet) => octet !== 10 && octet !== 13));
}
