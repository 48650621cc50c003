-- Words of receipts.
CREATE INDEX "Receipt_words_idx" ON "Receipt" USING gin (to_tsvector('simple', "searchText"));
