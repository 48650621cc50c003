"use client";

import { useEffect } from "react";
import { Mark } from "#components/shell/brand.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** Where not even the frame of the console could be shown: most often the database cannot be read. */
export default function RootError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  useEffect(() => console.error(error), [error]);
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-5 p-6">
      <Mark className="size-10" />
      <Notice
        tone="danger"
        title="The console cannot be shown."
        incident={error.digest}
        actions={<Button onPress={retry}>Try again</Button>}
      >
        Most often its database cannot be read: look at what npm start printed, and check that the disk is not full.
        Mail is not affected by this page.
      </Notice>
    </main>
  );
}
