-- Accounts that were there before the column.
UPDATE "Account" SET "searchText" = lower("address" || chr(10) || "displayName");
-- What was deleted before it could be restored is not to be restored: its aliases are forgotten.
UPDATE "Account" SET "isPurged" = true WHERE "deletedAt" IS NOT NULL;
