import { z } from "zod";

/** One network (CIDR) or one address, as it is understood; null where it is neither. */
function networkOf(text: string): string | null {
  if (text.includes("/")) return [z.cidrv4(), z.cidrv6()].some((form) => form.safeParse(text).success) ? text : null;
  if (z.ipv4().safeParse(text).success) return `${text}/32`;
  return z.ipv6().safeParse(text).success ? `${text}/128` : null;
}

/** Networks as somebody types them, commas or blanks between; as the table keeps them: CIDR, a comma between. */
export const trustedNetworks = z
  .string()
  .max(2_000, "This list has at most 2,000 characters.")
  .transform((text, context) => {
    const typed = text.split(/[\s,;]+/).filter((part) => part !== "");
    const networks = typed.map((part) => networkOf(part.toLowerCase()));
    const unclear = typed.find((_, index) => networks[index] === null);
    if (unclear !== undefined) {
      context.addIssue({
        code: "custom",
        message: `"${unclear.slice(0, 60)}" is no network. Write one as 10.0.0.0/8 or 2001:db8::/32, a single machine as 192.0.2.1.`,
      });
    }
    if (networks.some((network) => network?.endsWith("/0"))) {
      context.addIssue({
        code: "custom",
        message: "A network of /0 is everybody: anyone could then claim any address. Name the network of your proxy.",
      });
    }
    return [...new Set(networks)].join(",");
  });
