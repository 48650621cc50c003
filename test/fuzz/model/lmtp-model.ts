import { wireFormOf } from "../octets.ts";

/** What an LMTP server has to answer and to store, from all the client ever sent, the obvious way. */
export interface LmtpExpectation {
  /** Code and enhanced status of each answer's last line. */
  readonly answers: readonly string[];
  readonly stored: readonly { recipient: string; sender: string; deliveredTo: string; message: string }[];
  readonly incidents: number;
}

export const lmtpLimits = { maxMessageOctets: 60, maxRecipients: 3, maxLineOctets: 120, maxProtocolErrors: 10 };

const fates: Readonly<Record<string, string>> = {
  full: "452 4.2.2",
  readonly: "451 4.3.0",
  broken: "451 4.3.0",
};

/** Delivery as test/pop3d/lmtp/memory-mail.ts does it: what becomes of a message, its recipient's local part says. */
export function expectLmtp(said: string): LmtpExpectation {
  const answers = ["220"];
  const stored: LmtpExpectation["stored"][number][] = [];
  let incidents = 0;
  let isGreeted = false;
  let envelope: { sender: string; recipients: string[] } | null = null;
  let errors = 0;
  let at = 0;

  const error = (answer: string) => {
    errors += 1;
    answers.push(errors === lmtpLimits.maxProtocolErrors ? "421 4.7.0" : answer);
  };
  const fine = (answer: string) => {
    errors = 0;
    answers.push(answer);
  };
  const receive = ({ sender, recipients }: { sender: string; recipients: string[] }): boolean => {
    const rest = `\r\n${said.slice(at)}`;
    const end = rest.indexOf("\r\n.\r\n");
    if (end === -1) return false;
    const content = rest
      .slice(0, end + 2)
      .replace(/\r\n\./g, "\r\n")
      .slice(2);
    at += end + 3;
    const seen = new Set<string>();
    for (const recipient of recipients) {
      const [localPart = ""] = recipient.toLowerCase().split("@");
      const account = localPart === "alias" ? "ann" : localPart;
      const isFirst = !seen.has(account);
      seen.add(account);
      const fate = content.length > lmtpLimits.maxMessageOctets ? "552 5.3.4" : (fates[account] ?? "250 2.0.0");
      answers.push(fate);
      if (isFirst && account === "broken" && fate.startsWith("451")) incidents += 1;
      if (isFirst && fate.startsWith("250")) {
        const to = `${account}@example.org`;
        stored.push({ recipient: to, sender, deliveredTo: recipient, message: wireFormOf(content) });
      }
    }
    errors = 0;
    return true;
  };

  while (errors < lmtpLimits.maxProtocolErrors) {
    const end = said.indexOf("\n", at);
    if (end === -1) break;
    const line = said.slice(at, end).replace(/\r$/, "");
    at = end + 1;
    const [, word = "", rest = ""] = /^([^ ]*)(?: (.*))?$/s.exec(line) ?? [];
    const keyword = word.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    const argument = rest.trim();
    if (line.length + 2 > lmtpLimits.maxLineOctets || said[end - 1] !== "\r") error("500 5.5.2");
    else if (/[\p{Cc}\ufffd]/u.test(Buffer.from(line, "latin1").toString())) error("500 5.5.2");
    else if (/^(HELO|EHLO)$/.test(keyword)) error("500 5.5.1");
    else if (keyword === "LHLO") {
      if (/^[a-z.]+$/.test(argument)) {
        isGreeted = true;
        envelope = null;
        fine("250");
      } else error("501 5.5.4");
    } else if (keyword === "NOOP") fine("250 2.0.0");
    else if (keyword === "VRFY" && argument === "") error("501 5.5.4");
    else if (keyword === "VRFY") fine("252 2.0.0");
    else if (keyword === "HELP") fine("214 2.0.0");
    else if (keyword === "EXPN") error("502 5.5.1");
    else if (keyword === "STARTTLS") error(argument === "" ? "502 5.5.1" : "501 5.5.4");
    else if (keyword === "RSET") {
      if (argument !== "") error("501 5.5.4");
      else {
        envelope = null;
        fine("250 2.0.0");
      }
    } else if (keyword === "QUIT") {
      if (argument !== "") error("501 5.5.4");
      else {
        fine("221 2.0.0");
        break;
      }
    } else if (keyword === "MAIL") {
      const mail = /^FROM: *<([a-z@.]*)>(?: SIZE=(\d+))?(?: BODY=8BITMIME)?(?: SMTPUTF8)?$/i.exec(argument);
      if (!isGreeted || envelope !== null) error("503 5.5.1");
      else if (mail === null) error("501 5.5.4");
      else if (Number(mail[2] ?? 0) > lmtpLimits.maxMessageOctets) fine("552 5.3.4");
      else {
        envelope = { sender: mail[1] ?? "", recipients: [] };
        fine("250 2.1.0");
      }
    } else if (keyword === "RCPT") {
      const recipient = /^TO: *<([a-z]+@b)>$/i.exec(argument)?.[1];
      if (envelope === null) error("503 5.5.1");
      else if (recipient === undefined) error("501 5.5.4");
      else if (envelope.recipients.length === lmtpLimits.maxRecipients) fine("452 4.5.3");
      else if (/^unknown@/i.test(recipient)) fine("550 5.1.1");
      else if (/^disabled@/i.test(recipient)) fine("550 5.2.1");
      else {
        envelope.recipients.push(recipient);
        fine("250 2.1.5");
      }
    } else if (keyword === "DATA") {
      if (argument !== "") error("501 5.5.4");
      else if (envelope === null || envelope.recipients.length === 0) error("503 5.5.1");
      else {
        fine("354");
        const given = envelope;
        envelope = null;
        if (!receive(given)) break;
      }
    } else error("500 5.5.1");
  }
  return { answers, stored, incidents };
}
