import { expect, test } from "vitest";
import { areas } from "#components/shell/navigation.ts";

test("each page has a key, an address and a title of its own", () => {
  const places = areas.flatMap((area) => area.places);
  for (const of of ["key", "href", "title"] as const) {
    const all = places.map((place) => place[of]);
    expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([]);
  }
});
