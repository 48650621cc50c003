/** %u, %n and %d of a template: the address, what stands before its @, and its domain; %% is a per cent sign. */
export interface Person {
  /** Canonical, of an account or of nobody. */
  readonly address: string;
}

const place = /%(.?)/g;
const known = new Set(["u", "n", "d", "%"]);

/** What keeps a template from naming anybody; null where nothing does. */
export function templateProblem(template: string): string | null {
  const letters = [...template.matchAll(place)].map(([, letter = ""]) => letter);
  const unknown = letters.find((letter) => !known.has(letter));
  if (unknown !== undefined) {
    return `"%${unknown}" means nothing here: %u is the address, %n what stands before the @, %d the domain, %% a per cent sign.`;
  }
  if (!letters.includes("u") && !letters.includes("n")) {
    return "It must hold %u (the address) or %n (what stands before the @): else everybody would be the same person.";
  }
  return null;
}

/** The template with a person in it, each value escaped for where it stands. */
export function fillTemplate(template: string, { address }: Person, escaped: (value: string) => string): string {
  const at = address.lastIndexOf("@");
  const values = new Map([
    ["u", address],
    ["n", address.slice(0, at)],
    ["d", address.slice(at + 1)],
  ]);
  return template.replace(place, (_, letter: string) => (letter === "%" ? "%" : escaped(values.get(letter) ?? "")));
}
