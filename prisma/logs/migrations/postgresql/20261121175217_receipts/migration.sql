-- CreateTable
CREATE TABLE "Receipt" (
    "id" SERIAL NOT NULL,
    "accountId" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "uniqueId" TEXT NOT NULL,
    "octets" INTEGER NOT NULL,
    "arrivedAt" TIMESTAMP(3) NOT NULL,
    "envelopeSender" TEXT NOT NULL DEFAULT '',
    "recipient" TEXT NOT NULL DEFAULT '',
    "protocol" TEXT NOT NULL DEFAULT '',
    "client" TEXT NOT NULL DEFAULT '',
    "clientAddress" TEXT NOT NULL DEFAULT '',
    "deliveryId" TEXT NOT NULL DEFAULT '',
    "queueHost" TEXT NOT NULL DEFAULT '',
    "queueId" TEXT NOT NULL DEFAULT '',
    "sender" TEXT NOT NULL DEFAULT '',
    "subject" TEXT NOT NULL DEFAULT '',
    "messageIdHeader" TEXT NOT NULL DEFAULT '',
    "searchText" TEXT NOT NULL,

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Receipt_arrivedAt_idx" ON "Receipt"("arrivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Receipt_accountId_sequence_key" ON "Receipt"("accountId", "sequence");

-- Words of receipts.
CREATE INDEX "Receipt_words_idx" ON "Receipt" USING gin (to_tsvector('simple', "searchText"));
