import { foldForSearch } from "../account/search-text.ts";

/** What a search of recoverable mail looks through (RemovedMessage.searchText), folded here because the two engines fold letters differently. */
export function searchTextOfRemoved(message: {
  readonly sender: string;
  readonly subject: string;
  readonly messageIdHeader: string;
  readonly importedId: string | null;
}): string {
  const { sender, subject, messageIdHeader, importedId } = message;
  return foldForSearch([sender, subject, messageIdHeader, importedId ?? ""].join("\n"));
}
