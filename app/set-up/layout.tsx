import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { isTimeZone } from "#components/ui/instant.ts";
import { TimeZone } from "#components/ui/time.tsx";
import { Toasts } from "#components/ui/toasts.tsx";
import { theStore } from "#server/web/the-store.ts";

export const metadata: Metadata = { title: "Set-up" };

export default async function SetUpLayout({ children }: { children: ReactNode }) {
  const { clock } = await theStore();
  const inBrowser = (await cookies()).get("time-zone")?.value ?? "";
  return (
    <TimeZone zone={isTimeZone(inBrowser) ? inBrowser : "UTC"} renderedAt={clock.now()}>
      {children}
      <Toasts placement="top" />
    </TimeZone>
  );
}
