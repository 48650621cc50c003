import { optionalLanguage } from "../../protocol/language.ts";
import { encodeLines } from "../../protocol/listing.ts";
import { encodeStatus, err, ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { languageFor, languages } from "../language.ts";

/** LANG [tag] (RFC 6856 §3.2). Says which languages there are, or takes one; `*` leaves the choice to the server. */
export const lang = command({
  keyword: "LANG",
  states: ["AUTHORIZATION", "TRANSACTION"],
  args: optionalLanguage,
  traced: "nothing",
  run(_, range, { manner }) {
    if (range === null) {
      const lines = languages.map(({ tag, name }) => `${tag} ${name}`);
      return { reply: { parts: encodeLines(encodeStatus(ok("languages follow")), lines) } };
    }
    const language = languageFor(range);
    if (language === null)
      return { reply: err(`${manner.language} that language is not spoken here; LANG lists those that are`) };
    manner.language = language;
    return { reply: ok(`${language} the texts come in this language now`) };
  },
});
