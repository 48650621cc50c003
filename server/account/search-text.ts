/**
 * What a search looks through, written with every change of address or name: folded here, because the two engines fold letters
 * differently.
 */
export function searchTextOf(account: { readonly address: string; readonly displayName: string }): string {
  return `${account.address}\n${foldForSearch(account.displayName)}`;
}

export function foldForSearch(text: string): string {
  return text.normalize("NFC").toLowerCase().normalize("NFC");
}
