-- Packed columns do not get smaller: compressing them would cost each count.
ALTER TABLE "MaildropAges" ALTER COLUMN "packed" SET STORAGE EXTERNAL;
