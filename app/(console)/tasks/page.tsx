import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { TaskTable } from "#components/task/task-table.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Section } from "#components/ui/section.tsx";
import { readTasks } from "#server/task/read.ts";
import { taskList } from "#server/task/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { cancelTaskAction } from "./actions.ts";

export const metadata: Metadata = { title: "Tasks" };

const choices = [
  { value: "all", label: "All" },
  { value: "open", label: "Under way" },
  { value: "ended", label: "Ended" },
] as const;

export default async function TasksPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const query = await searchParams;
  const result = await readTasks(await theStore(), taskList.parse(query));
  return (
    <Page
      title="Tasks"
      description="What is under way, and what came of it. Everyone's; leaving the page ends nothing."
    >
      <Live topics={["tasks", "changes"]} />
      <div className="flex flex-col gap-3">
        <FilterLinks label="Which tasks" name="state" choices={choices} path="/tasks" query={query} />
        <Section isFlush>
          <TaskTable result={result} query={query} cancel={cancelTaskAction} />
        </Section>
      </div>
    </Page>
  );
}
