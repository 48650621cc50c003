-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_PasswordSource" (
    "domainId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "sealedPassword" TEXT,
    "version" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "PasswordSource_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_PasswordSource" ("domainId", "kind", "sealedPassword", "settings", "updatedAt") SELECT "domainId", "kind", "sealedPassword", "settings", "updatedAt" FROM "PasswordSource";
DROP TABLE "PasswordSource";
ALTER TABLE "new_PasswordSource" RENAME TO "PasswordSource";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
