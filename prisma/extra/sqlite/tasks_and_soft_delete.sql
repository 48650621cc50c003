-- Accounts that were there before the column; SQLite folds ASCII alone, the rest follows with the next change of a name.
UPDATE "Account" SET "searchText" = lower("address" || char(10) || "displayName");
-- What was deleted before it could be restored is not to be restored: its aliases are forgotten.
UPDATE "Account" SET "isPurged" = true WHERE "deletedAt" IS NOT NULL;
