-- AlterTable
ALTER TABLE "Account" ADD COLUMN     "deletedWith" TEXT,
ADD COLUMN     "isPurged" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "searchText" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "Task" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "doneCount" INTEGER NOT NULL DEFAULT 0,
    "totalCount" INTEGER NOT NULL DEFAULT 0,
    "result" TEXT,
    "errorText" TEXT,
    "actorKind" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "remoteAddress" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "startedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "runner" TEXT,
    "seenAt" TIMESTAMP(3),
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "cancelWishedAt" TIMESTAMP(3),

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaskItem" (
    "taskId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "object" TEXT NOT NULL,
    "accountId" INTEGER,
    "verdict" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "secret" TEXT,
    "outcome" TEXT,
    "text" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "TaskItem_pkey" PRIMARY KEY ("taskId","number")
);

-- CreateIndex
CREATE INDEX "Task_state_idx" ON "Task"("state");

-- CreateIndex
CREATE INDEX "Task_createdAt_idx" ON "Task"("createdAt");

-- CreateIndex
CREATE INDEX "TaskItem_taskId_verdict_number_idx" ON "TaskItem"("taskId", "verdict", "number");

-- CreateIndex
CREATE INDEX "TaskItem_taskId_outcome_number_idx" ON "TaskItem"("taskId", "outcome", "number");

-- AddForeignKey
ALTER TABLE "TaskItem" ADD CONSTRAINT "TaskItem_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Accounts that were there before the column.
UPDATE "Account" SET "searchText" = lower("address" || chr(10) || "displayName");
-- What was deleted before it could be restored is not to be restored: its aliases are forgotten.
UPDATE "Account" SET "isPurged" = true WHERE "deletedAt" IS NOT NULL;
