/** Made-up people and places: enough of them, and unlike enough, that searching and sorting is as it is with real ones. */

const firstNames =
  "Ada Bela Carl Dora Emil Fatma Günther Hana Igor Jörg Kaja Liv Milan Nora Ömer Petra Quirin Rosa Søren Tilde Uwe Vera Wim Xenia Yusuf Zoë Ann Bob Ilse Åsa".split(
    " ",
  );
const lastNames =
  "Adler Bauer Çelik Dvořák Eder Fischer Gruber Huber Ito Jansen Kovač Lindqvist Müller Novák Olsen Petrov Quist Rossi Schmidt Tanaka Ünal Virtanen Weber Xu Yılmaz Zając Brandt Köhler Meier Wolf Maier Berger Pichler Steiner Moser Mayer Leitner Egger Brunner Auer".split(
    " ",
  );
const words =
  "alder birch cedar delta ember fjord glade harbour island juniper kestrel lagoon meadow north orchard pine quarry river summit timber".split(
    " ",
  );

export function domainNameAt(index: number): string {
  const place = `${words[index % words.length]}-${words[Math.floor(index / words.length) % words.length]}`;
  return `${place}${index >= words.length ** 2 ? index : ""}.example`;
}

export interface Person {
  readonly localPart: string;
  readonly displayName: string;
}

/** Unlike all others of one domain. */
export function personAt(index: number): Person {
  const first = at(firstNames, index);
  const last = at(lastNames, Math.floor(index / firstNames.length));
  const round = Math.floor(index / (firstNames.length * lastNames.length));
  const plain = `${first}.${last}`
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z.]/g, "");
  // Two names may look alike without their accents: the number keeps them apart.
  return {
    localPart: `${plain}${index % 7 === 0 || round > 0 ? index : `.${index}`}`,
    displayName: `${first} ${last}`,
  };
}

function at(names: readonly string[], index: number): string {
  return names[index % names.length] ?? "";
}

/** A number from 0 to 1 that is always the same for one index and looks like none of its neighbours'. */
export function chance(index: number, salt: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
