const units = [
  { octets: 1e12, name: "TB" },
  { octets: 1e9, name: "GB" },
  { octets: 1e6, name: "MB" },
  { octets: 1e3, name: "KB" },
] as const;

/** A quota as one would type it, and exactly the same when read again: "2 GB", "1.5 MB", "1234"; empty is no limit. */
export function quotaText(octets: number | null): string {
  if (octets === null) return "";
  // Beyond 15 digits a number with a fraction is not read again as the same.
  const parts = octets < 1e15 ? 10 : 1;
  const unit = units.find((candidate) => octets >= candidate.octets && octets % (candidate.octets / parts) === 0);
  return unit ? `${octets / unit.octets} ${unit.name}` : String(octets);
}
