import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Frame } from "#components/shell/frame.tsx";
import { Flash } from "#components/ui/flash.tsx";
import { isTimeZone } from "#components/ui/instant.ts";
import { TimeZone } from "#components/ui/time.tsx";
import { Toasts } from "#components/ui/toasts.tsx";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { signOutAction } from "./actions.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const administrator = await requireAdministrator();
  const store = await theStore();
  const daemon = await readDaemonState(store);
  const inBrowser = (await cookies()).get("time-zone")?.value ?? "";
  const zone = [administrator.timeZone, inBrowser].find((name) => name !== "" && isTimeZone(name)) ?? "UTC";
  return (
    <TimeZone zone={zone} renderedAt={store.clock.now()}>
      <Frame
        email={administrator.email}
        role={administrator.role}
        daemon={{ isAlive: daemon?.isAlive ?? false, seenAt: daemon?.seenAt ?? null }}
        signOut={signOutAction}
      >
        {children}
      </Frame>
      <Toasts />
      <Flash />
    </TimeZone>
  );
}
