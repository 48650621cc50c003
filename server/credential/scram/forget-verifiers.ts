import type { Tx } from "../../db.ts";

/** What is not offered is not kept either. Each comes back with a sign-in in clear, once SCRAM is offered again. */
export async function forgetScramVerifiers(tx: Tx): Promise<void> {
  await tx.account.updateMany({ where: { scramVerifier: { not: null } }, data: { scramVerifier: null } });
  await tx.appPassword.updateMany({ where: { scramVerifier: { not: null } }, data: { scramVerifier: null } });
}
