import { LinkButton } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { SourceTrouble } from "#server/log-search/schema.ts";
import { sourcesPath } from "./paths.ts";

/** Sources that cannot be read, each with the command that mends it. */
export function SourceNotices({ troubles }: { troubles: readonly SourceTrouble[] }) {
  return troubles.map(({ sourceId, name, trouble, remedy }) => (
    <Notice
      key={sourceId}
      tone="warning"
      title={`${name} is not read.`}
      actions={<LinkButton href={sourcesPath}>Sources</LinkButton>}
    >
      {trouble} {remedy !== "" && <Code>{remedy}</Code>}
    </Notice>
  ));
}
