import { type Algorithm, hash } from "@node-rs/argon2";
import { hashPassword } from "#server/credential/password.ts";
import { type Passwords, password } from "./mail-server.ts";

const argon2id = { algorithm: 2 satisfies Algorithm.Argon2id, parallelism: 1 };

/** ARGON2ID as PHC string, at the cost that goes with `passwords`: Popdesk's own unless another one is named. */
export function passwordHash(passwords: Passwords): Promise<string> {
  if (passwords === "cheap") return hash(password, { ...argon2id, memoryCost: 8, timeCost: 1 });
  if (passwords === "costly") return hash(password, { ...argon2id, memoryCost: 65_536, timeCost: 3 });
  return hashPassword(password);
}
