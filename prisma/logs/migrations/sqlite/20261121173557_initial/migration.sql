-- CreateTable
CREATE TABLE "SessionTrace" (
    "sessionId" TEXT NOT NULL PRIMARY KEY,
    "trace" TEXT NOT NULL
);
