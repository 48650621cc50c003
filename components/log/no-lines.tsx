import { FileClock, ScrollText, SearchX } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { logsPath, sourcesPath } from "./paths.ts";

export interface NoLinesProps {
  isFiltered: boolean;
  hasSources: boolean;
  /** Looking stopped; older lines may match. */
  isStopped: boolean;
}

/** Instead of lines: why there are none, and the first step. */
export function NoLines({ isFiltered, hasSources, isStopped }: NoLinesProps) {
  if (isStopped) {
    return (
      <Empty icon={SearchX} title="No line matches so far">
        Many lines were looked through already. Go on with the older ones below, or narrow the time.
      </Empty>
    );
  }
  if (isFiltered) {
    return (
      <Empty icon={SearchX} title="No line matches" actions={<LinkButton href={logsPath}>Show all</LinkButton>}>
        All filters must hold, and every word must stand in the line as a whole word. Remove one, or look further back.
      </Empty>
    );
  }
  return hasSources ? (
    <Empty
      icon={FileClock}
      title="No line has been read yet"
      actions={<LinkButton href={sourcesPath}>Sources</LinkButton>}
    >
      Lines appear here a second after they are written. Sources say how far each log was read.
    </Empty>
  ) : (
    <Empty
      icon={ScrollText}
      title="No log is read"
      actions={
        <LinkButton href={sourcesPath} variant="primary">
          Choose what is read
        </LinkButton>
      }
    >
      Logs of Postfix, Dovecot and other mail programs, and of Popdesk itself, can be read into this page: searched,
      explained, and acted on.
    </Empty>
  );
}
