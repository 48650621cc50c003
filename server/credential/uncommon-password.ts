import { DomainError } from "../errors.ts";

/** Long enough for the rule on length, and in every guesser's first hundred. */
const common = new Set(
  `12345678 123456789 1234567890 12345678910 123123123 1234554321 987654321 0987654321 11111111 00000000 88888888 1q2w3e4r 1q2w3e4r5t
  1qaz2wsx 1qaz2wsx3edc zaq12wsx qwertyui qwertyuiop qwerty123 qwerty1234 qwerty12345 qwertz123 asdfghjk asdfghjkl zxcvbnm123 abcd1234 abc12345
  abcdefgh a1b2c3d4 aa123456 password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword pa55word passwort passwort1
  passwort123 motdepasse contraseña iloveyou iloveyou1 sunshine princess football baseball superman starwars whatever trustno1 computer internet
  welcome1 welcome123 letmein1 letmein123 changeme changeme1 changeme123 admin123 admin1234 administrator master123 monkey123 dragon123
  michael1 jennifer charlie1 liverpool chocolate samsung1 computer1 michelle corvette mercedes maverick secret123 geheim123 test1234 testtest
  testtest1 popdesk123 popdeskpopdesk`.split(/\s+/),
);

/** Refuses with `invalid` a password that everyone tries first, and one that is the address or a part of it. */
export function assertUncommonPassword(password: string, address: string): void {
  const folded = password.toLowerCase();
  const [localPart, domain] = address.toLowerCase().split("@");
  if (folded === address.toLowerCase() || folded === localPart || folded === domain) {
    throw new DomainError(
      "invalid",
      "The password is the address itself, which everyone knows. Choose another.",
      "password",
    );
  }
  if (common.has(folded) || /^(.)\1*$/u.test(folded)) {
    throw new DomainError(
      "invalid",
      "This password is among the first that everyone tries. Choose another.",
      "password",
    );
  }
}
