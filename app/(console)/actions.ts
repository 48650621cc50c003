"use server";

import { redirect } from "next/navigation";
import { signOutBrowser } from "#server/web/browser-sign-in.ts";

export async function signOutAction(): Promise<void> {
  await signOutBrowser();
  redirect("/sign-in");
}
