-- CreateTable
CREATE TABLE "MetricsToken" (
    "id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "MetricsToken_pkey" PRIMARY KEY ("id")
);
