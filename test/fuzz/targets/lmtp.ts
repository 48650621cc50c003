import assert from "node:assert/strict";
import fc from "fast-check";
import { DataReader } from "#pop3d/lmtp/data-reader.ts";
import { converse } from "#test/pop3d/lmtp/conversation.ts";
import { dataContent, lmtpSpeech } from "../lmtp-speech.ts";
import { expectLmtp, lmtpLimits } from "../model/lmtp-model.ts";
import { cut, joined, octets, sizes, text } from "../octets.ts";
import { target } from "../target.ts";

export const dataReader = target(
  "LMTP data: CRLF.CRLF and nothing else ends it, dots are removed after CRLF alone, in any split",
  300,
  fc.record({ said: dataContent.map(octets), sizes }),
  ({ said, sizes }) => {
    const rest = `\r\n${text(said)}`;
    const end = rest.indexOf("\r\n.\r\n");
    const reader = new DataReader();
    const pieces: Uint8Array[] = [];
    let used = 0;
    let isEnd = false;
    for (const piece of cut(said, sizes)) {
      const read = reader.read(piece);
      pieces.push(...read.pieces);
      used += read.used;
      isEnd = read.isEnd;
      if (isEnd) break;
    }
    assert.equal(isEnd, end !== -1);
    const received = text(joined(pieces));
    if (isEnd) {
      assert.equal(used, end + 3);
      assert.equal(
        received,
        rest
          .slice(0, end + 2)
          .replace(/\r\n\./g, "\r\n")
          .slice(2),
      );
    } else {
      assert.equal(used, said.length);
      // The last octets may be held back as half of an end.
      const all = rest.replace(/\r\n\./g, "\r\n").slice(2);
      assert(all.startsWith(received) && all.length - received.length <= 1, JSON.stringify([all, received]));
    }
  },
);

const conversation = lmtpSpeech(
  fc
    .constantFrom("ann", "ann", "bob", "alias", "ANN", "full", "readonly", "broken", "unknown", "disabled")
    .map((name) => `${name}@b`),
);

export const lmtpModel = target(
  "LMTP: any conversation in any split is answered and stored as a simple model says, nothing smuggled",
  100,
  fc.record({ said: conversation, sizes }),
  async ({ said, sizes }) => {
    const heard = await converse(cut(octets(said), sizes), lmtpLimits);
    const expected = expectLmtp(said);
    const last = heard.answers.filter((line) => /^\d{3} /.test(line));
    const short = last.map((line) => /^\d{3}(?: \d\.\d\.\d+)?(?= )/.exec(line)?.[0] ?? line);
    // An argument is refused with the code that says best what is wrong with it.
    const alike = (code: string) => code.replace(/^(501 5\.(1\.[37]|5\.4)|555 5\.5\.4)$/, "501 5.5.4");
    assert.deepEqual(short.map(alike), expected.answers.map(alike), JSON.stringify(heard.answers));
    const stored = heard.stored.map(({ recipient, trace, message }) => ({
      recipient,
      sender: /^Return-Path: <(.*)>\r\n/.exec(trace)?.[1],
      deliveredTo: /^Delivered-To: (.*)\r\n/m.exec(trace)?.[1],
      message,
    }));
    const inOrder = (all: readonly unknown[]) => all.map((it) => JSON.stringify(it)).sort();
    assert.deepEqual(inOrder(stored), inOrder(expected.stored));
    assert.equal(heard.incidents.length, expected.incidents, String(heard.incidents));
    assert.equal(heard.unfinished, 0);
  },
  8_000,
);
