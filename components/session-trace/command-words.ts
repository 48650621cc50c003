/** What a mail program wants by a command, for who does not know RFC 1939 by heart. */
export const commandWords: Readonly<Record<string, string>> = {
  CAPA: "asks what this server can do",
  STLS: "asks for encryption",
  USER: "says who it is",
  PASS: "gives the password",
  AUTH: "signs in",
  response: "goes on signing in",
  STAT: "asks how much mail there is",
  LIST: "asks how large messages are",
  UIDL: "asks for names of messages, to know those it has",
  TOP: "looks at the header",
  RETR: "downloads",
  DELE: "marks for removal",
  RSET: "takes its marks back",
  NOOP: "keeps the connection alive",
  LANG: "asks for a language",
  UTF8: "wants addresses in UTF-8",
  QUIT: "says goodbye; what is marked is removed",
};

/** What a refusal means, and where to look; by its code, else by how it begins. Null where the text says all. */
export function refusalMeaning(
  answer: string,
  accountId: number | null,
): { text: string; href: string; link: string } | null {
  const account = accountId === null ? null : `/accounts/${accountId}`;
  if (answer.startsWith("-ERR [IN-USE]")) {
    return {
      text: "The password was right. Another session has the maildrop open, and only one may at a time.",
      ...(account === null
        ? { href: "/sessions?state=TRANSACTION", link: "Who is in now" }
        : { href: `/sessions?accountId=${accountId}`, link: "Who has it open" }),
    };
  }
  if (answer.startsWith("-ERR [LOGIN-DELAY]")) {
    return {
      text: "It came back sooner than the policy allows. The password was right.",
      href: "/limits#downloads",
      link: "The delay",
    };
  }
  if (answer.startsWith("-ERR [AUTH] no password is taken over an unencrypted")) {
    return {
      text: "This listener takes no password without TLS. The mail program has to switch encryption on.",
      href: "/listeners",
      link: "Listeners",
    };
  }
  if (answer.startsWith("-ERR [AUTH]")) {
    return {
      text: "Name and password do not fit, or this account may not sign in here.",
      ...(account === null
        ? { href: "/accounts", link: "Accounts" }
        : { href: `${account}/access`, link: "Its sign-ins" }),
    };
  }
  if (answer.startsWith("-ERR [SYS/TEMP]")) {
    return {
      text: "For now only: the mail program should try again later.",
      href: "/protection",
      link: "Who has to wait",
    };
  }
  return null;
}
