/** What the rows on large maildrops share. */
export const largeMaildrop = {
  octets: 2_048,
  messages: (isQuick: boolean) => (isQuick ? 20_000 : 144_524),
};
