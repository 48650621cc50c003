-- AlterTable
ALTER TABLE "Listener" ADD COLUMN     "allowsLegacyTls" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Certificate" ADD COLUMN     "issuer" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "keyType" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "CertificateRequest" (
    "id" SERIAL NOT NULL,
    "names" TEXT NOT NULL,
    "keyType" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CertificateRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServedCertificate" (
    "listenerId" INTEGER NOT NULL,
    "nodeId" TEXT NOT NULL,
    "serverName" TEXT NOT NULL,
    "fingerprint" TEXT,
    "issuer" TEXT NOT NULL DEFAULT '',
    "notAfterAt" TIMESTAMP(3),
    "tlsVersion" TEXT,
    "errorText" TEXT,
    "probedAt" TIMESTAMP(3) NOT NULL,
    "sinceAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ServedCertificate_pkey" PRIMARY KEY ("listenerId","nodeId","serverName")
);

-- CreateTable
CREATE TABLE "CertificateAlert" (
    "id" SERIAL NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "names" TEXT NOT NULL,
    "notAfterAt" TIMESTAMP(3) NOT NULL,
    "thresholdDays" INTEGER NOT NULL,
    "raisedAt" TIMESTAMP(3) NOT NULL,
    "resolvedAt" TIMESTAMP(3),

    CONSTRAINT "CertificateAlert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AcmeAccount" (
    "id" SERIAL NOT NULL,
    "directoryUrl" TEXT NOT NULL,
    "accountUrl" TEXT NOT NULL,
    "sealedKey" TEXT NOT NULL,
    "contact" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AcmeAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AutomaticCertificate" (
    "id" SERIAL NOT NULL,
    "names" TEXT NOT NULL,
    "keyType" TEXT NOT NULL,
    "directoryUrl" TEXT NOT NULL,
    "directoryCa" TEXT NOT NULL DEFAULT '',
    "contact" TEXT NOT NULL DEFAULT '',
    "challenge" TEXT NOT NULL,
    "hook" TEXT NOT NULL DEFAULT '',
    "dnsWaitSeconds" INTEGER NOT NULL DEFAULT 30,
    "trialUrl" TEXT NOT NULL DEFAULT '',
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "certificateId" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "triedAt" TIMESTAMP(3),
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),
    "nextAt" TIMESTAMP(3),
    "failureCount" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "steps" TEXT,

    CONSTRAINT "AutomaticCertificate_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "CertificateAlert_resolvedAt_idx" ON "CertificateAlert"("resolvedAt");

-- CreateIndex
CREATE UNIQUE INDEX "CertificateAlert_fingerprint_thresholdDays_key" ON "CertificateAlert"("fingerprint", "thresholdDays");

-- CreateIndex
CREATE UNIQUE INDEX "AcmeAccount_directoryUrl_key" ON "AcmeAccount"("directoryUrl");

-- CreateIndex
CREATE INDEX "AutomaticCertificate_isEnabled_nextAt_idx" ON "AutomaticCertificate"("isEnabled", "nextAt");
