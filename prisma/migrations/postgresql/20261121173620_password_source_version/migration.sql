-- AlterTable
ALTER TABLE "PasswordSource" ADD COLUMN     "version" TEXT NOT NULL;
