import { SearchX } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Page } from "#components/ui/page.tsx";

export default function ConsoleNotFound() {
  return (
    <Page title="Not here">
      <Empty
        icon={SearchX}
        title="There is nothing at this address."
        actions={<LinkButton href="/overview">Go to the overview</LinkButton>}
      >
        It may have been deleted, or the link is from another server. Ctrl+K finds accounts and pages.
      </Empty>
    </Page>
  );
}
