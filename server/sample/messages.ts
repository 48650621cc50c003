/** What the sample account finds in its maildrop: one message for each thing a mail program may get wrong. */

export const sampleDomain = "sample.popdesk.example";
export const sampleAddress = `demo@${sampleDomain}`;

interface Sample {
  readonly subject: string;
  /** Header lines about the body, then an empty line, then the body. */
  readonly rest: readonly string[];
}

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==";
const plain = "Content-Type: text/plain; charset=utf-8";

const samples: readonly Sample[] = [
  {
    subject: "Welcome to Popdesk",
    rest: [
      plain,
      "",
      "Hello,",
      "",
      "this is the sample account. Collect its mail with any mail program; on the page",
      "Sessions of the console you can watch while it does.",
      "",
      "One click in the console removes the sample again, mail and all.",
    ],
  },
  {
    subject: "=?utf-8?Q?Letters_from_everywhere:_gr=C3=BC=C3=9Fe,_=E6=97=A5=E6=9C=AC?=",
    rest: [
      plain,
      "Content-Transfer-Encoding: 8bit",
      "",
      "Grüße aus Wien, çok teşekkürler, Καλημέρα, Привет, שלום, こんにちは, 你好, 👋",
      "",
      "Each of these letters takes several octets; the message is as long as its octets, not its letters.",
    ],
  },
  {
    subject: "A message in HTML, with the same as plain text",
    rest: [
      'Content-Type: multipart/alternative; boundary="popdesk-alternative"',
      "",
      "--popdesk-alternative",
      plain,
      "",
      "The monthly report is ready.",
      "",
      "--popdesk-alternative",
      "Content-Type: text/html; charset=utf-8",
      "",
      "<!doctype html><html><body><p>The <strong>monthly report</strong> is ready.</p></body></html>",
      "",
      "--popdesk-alternative--",
    ],
  },
  {
    subject: "A message with an attachment",
    rest: [
      'Content-Type: multipart/mixed; boundary="popdesk-mixed"',
      "",
      "--popdesk-mixed",
      plain,
      "",
      "The picture is one pixel large.",
      "",
      "--popdesk-mixed",
      'Content-Type: image/png; name="pixel.png"',
      'Content-Disposition: attachment; filename="pixel.png"',
      "Content-Transfer-Encoding: base64",
      "",
      ...(pixel.match(/.{1,76}/g) ?? []),
      "",
      "--popdesk-mixed--",
    ],
  },
  {
    subject: "Lines that begin with a dot",
    rest: [
      plain,
      "",
      "A line with nothing but a dot ends a message on its way (RFC 1939, section 3), so the server puts",
      "another dot before such lines, and the mail program takes it away. You should see one dot, two, and three words:",
      "",
      ".",
      "..",
      ".profile .config .mailrc",
    ],
  },
];

const minuteMs = 60 * 1000;

/** The messages as octets with CRLF line ends, each a few minutes younger than the one before. */
export function sampleMessages(now: Date): Uint8Array[] {
  return samples.map(({ subject, rest }, index) => {
    const at = new Date(now.getTime() - (samples.length - index) * 7 * minuteMs);
    const header = [
      `From: Popdesk <popdesk@${sampleDomain}>`,
      `To: <${sampleAddress}>`,
      `Subject: ${subject}`,
      `Date: ${at.toUTCString().replace(/GMT$/, "+0000")}`,
      `Message-ID: <${at.getTime()}.${index + 1}@${sampleDomain}>`,
      "MIME-Version: 1.0",
    ];
    return new TextEncoder().encode([...header, ...rest, ""].join("\r\n"));
  });
}
