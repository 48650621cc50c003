"use client";

import { useEffect } from "react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";

export default function ConsoleError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  useEffect(() => console.error(error), [error]);
  return (
    <Page title="This page could not be shown">
      <Notice
        tone="danger"
        title="Something went wrong on our side."
        incident={error.digest}
        actions={<Button onPress={retry}>Try again</Button>}
      >
        It could not be read. If it happens again, check that the disk is not full
        {error.digest ? " and look for the number in the console’s output." : "."}
      </Notice>
    </Page>
  );
}
