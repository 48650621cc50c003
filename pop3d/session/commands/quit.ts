import { noArgument } from "../../protocol/arguments.ts";
import { err, ok } from "../../protocol/status.ts";
import { command, type Outcome, type SessionContext } from "../command.ts";
import { describeCount } from "../open-maildrop.ts";
import type { Transaction } from "../state.ts";

/**
 * QUIT (RFC 1939 §4, §6). In TRANSACTION it enters UPDATE, and is answered after the commit and with the lock given
 * back.
 */
export const quit = command({
  keyword: "QUIT",
  states: ["AUTHORIZATION", "TRANSACTION"],
  args: noArgument,
  traced: "nothing",
  run(state, _, session) {
    if (state.name === "TRANSACTION") return update(state, session);
    return { reply: ok("bye"), afterwards: "close", ending: "quit" };
  },
});

async function update(state: Transaction, session: SessionContext): Promise<Outcome> {
  const { messages, marked } = state.maildrop;
  session.enter({ ...state, name: "UPDATE" });
  try {
    const refusal = marked.count === 0 ? null : await messages.removeMarked(marked.toArray());
    const removedCount = refusal === null ? marked.count : 0;
    const ending = refusal === null ? "quit" : "update-failed";
    session.enter({ name: "ENDED", ending, removedCount, signedIn: state });
    if (refusal !== null) return { reply: err(refusal.text, refusal.refused), afterwards: "close", ending };
    return { reply: ok(`bye, ${describeCount(removedCount)} removed`), afterwards: "close", ending };
  } finally {
    await messages.release();
  }
}
