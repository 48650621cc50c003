import type { TokenRefusal, TokenSignIn, TokenSignIns } from "#server/credential/token/token-sign-ins.ts";
import type { Refusal, ResponseCode, SignedIn } from "../session/backend.ts";
import { refuse } from "./refusals.ts";

/** Who hears what came of a token, beside the client. */
export interface TokenNews {
  refused(why: TokenRefusal): void;
  welcomed(who: SignedIn): void;
}

/** A token's half of signing in. */
export async function authenticateToken(
  tokens: TokenSignIns,
  attempt: TokenSignIn,
  news: TokenNews,
): Promise<SignedIn | Refusal> {
  const answer = await tokens.signIn(attempt);
  if (!("refused" in answer)) {
    news.welcomed(answer);
    return answer;
  }
  news.refused(answer);
  return refuse(...texts[answer.refused]);
}

const texts: Record<TokenRefusal["refused"], readonly [ResponseCode, string]> = {
  token: ["AUTH", "this sign-in is not for this account, or is over; sign in anew in the mail program"],
  network: ["AUTH", "signing in to this account is not allowed from your network; ask your administrator"],
  disabled: ["AUTH", "signing in to this account by POP3 is switched off; ask your administrator"],
  "issuer-away": ["SYS/TEMP", "the service that signs you in cannot be reached just now; try again in a minute"],
};
