"use server";

import { generatePassword } from "#server/credential/password.ts";
import type { FormAction } from "#server/form/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";

/** Changes nothing, so no page is refreshed: what is typed beside it stays as it is. */
export const generatePasswordAction: FormAction<string> = async () => {
  await requireAdministrator();
  return { status: "done", data: generatePassword() };
};
