import type { Knowledge } from "../schema.ts";
import { smtp } from "./delivery-samples.ts";

/** What became of mail, where no nearer reason is known. */
export const deliveryEnds: readonly Knowledge[] = [
  {
    name: "bounce-expired",
    topic: "delivery",
    title: "Given up after days of trying",
    meaning: "The message could not be delivered within the queue's lifetime and went back to its sender.",
    causes: ["What kept it from being delivered was never mended: see the deferrals before it."],
    checks: ["Look at all lines of this queue id for the reason.", "postconf maximal_queue_lifetime"],
    places: ["messages"],
    matches: [{ programs: ["postfix"], events: ["delivery-failed"], says: ["expired, returned to sender"] }],
    samples: [
      "Nov 21 20:48:50 mail postfix/qmgr[702]: 4XyZ1b2c3dz9: from=<eve@example.com>, status=expired, returned to sender",
    ],
  },
  {
    name: "delivery-deferred",
    topic: "delivery",
    title: "Not delivered for now",
    meaning: "It is tried again by itself, less and less often, for some days. Nothing is lost.",
    causes: ["The other side is down, busy, or asked to come again."],
    checks: [
      "The reason in brackets is the other server's own sentence.",
      "mailq shows what waits; postqueue -f tries at once.",
    ],
    places: ["messages"],
    matches: [{ events: ["delivery-deferred", "unreachable", "server-refused"] }],
    samples: [
      smtp("deferred", "4.0.0", "host mx.example.net[192.0.2.25] said: 421 busy (in reply to RCPT TO command)"),
      "Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: lost connection with mx.example.org[192.0.2.25] while receiving the initial server greeting",
    ],
  },
  {
    name: "delivery-failed",
    topic: "delivery",
    title: "Not delivered, for good",
    meaning: "The message is not tried again. Its sender is told, unless it was a report itself.",
    causes: ["The other server refuses this recipient, sender or content."],
    checks: ["The reason is the other server's own sentence: it names the rule."],
    places: ["messages"],
    matches: [{ events: ["delivery-failed"] }],
    samples: [smtp("bounced", "5.0.0", "host mx.example.net[192.0.2.25] said: 550 no (in reply to RCPT TO command)")],
  },
  {
    name: "mail-refused",
    topic: "delivery",
    title: "A message, sender or recipient was refused",
    meaning: "The server did not take the mail: whoever sent it was told so at once.",
    causes: ["Spam, a rule of the MTA, a syntax that is not allowed."],
    checks: ["The words behind the code name the rule."],
    places: [],
    matches: [{ events: ["mail-refused"] }],
    samples: [
      "Nov 21 20:48:50 mail postfix/smtpd[812]: warning: Illegal address syntax from client.example.net[192.0.2.7] in MAIL command: <@>",
    ],
  },
  {
    name: "address-mismatch",
    topic: "delivery",
    title: "Name and address of a client do not belong together",
    meaning: "The reverse name of the address does not lead back to it. By itself it is only a hint.",
    causes: ["A dial-up network or a badly kept zone."],
    checks: ["Nothing to do, unless it is one's own address: set its reverse name at the provider."],
    places: [],
    matches: [{ events: ["address-mismatch"] }],
    samples: [
      "Nov 21 20:48:51 mail postfix/smtpd[812]: warning: hostname client.example.net does not resolve to address 192.0.2.7: Name or service not known",
    ],
  },
];
