-- CreateTable
CREATE TABLE "SessionTrace" (
    "sessionId" TEXT NOT NULL,
    "trace" TEXT NOT NULL,

    CONSTRAINT "SessionTrace_pkey" PRIMARY KEY ("sessionId")
);
