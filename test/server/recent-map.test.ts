import { describe, expect, it } from "vitest";
import { RecentMap } from "#server/recent-map.ts";

describe("a map that forgets", () => {
  it("what was set longest ago, one for each that is too many", () => {
    const map = new RecentMap<string, number>(3);
    for (const [index, key] of ["a", "b", "c"].entries()) expect(map.set(key, index)).toBeUndefined();
    map.set("a", 9);
    expect(map.set("d", 3)).toBe("b");
    expect(map.set("e", 4)).toBe("c");
    expect([...map.values()]).toEqual([9, 3, 4]);
    map.delete("a");
    expect(map.set("f", 5)).toBeUndefined();
    expect(map.set("g", 6)).toBe("d");
  });

  it("in the same order as one that is looked through each time, whatever is set, used and taken away", () => {
    const most = 20;
    const map = new RecentMap<number, number>(most);
    const plain = new Map<number, number>();
    for (let step = 0; step < 20_000; step += 1) {
      const key = Math.floor(Math.random() * 60);
      if (Math.random() < 0.2) {
        map.delete(key);
        plain.delete(key);
      } else {
        map.set(key, step);
        plain.delete(key);
        plain.set(key, step);
        if (plain.size > most) plain.delete([...plain.keys()][0] ?? -1);
      }
      // Emptied now and then: it begins anew.
      if (step % 997 === 0) {
        while (map.forgetOldest() !== undefined) plain.delete([...plain.keys()][0] ?? -1);
        expect(plain.size).toBe(0);
      }
      expect(map.size).toBe(plain.size);
    }
    expect([...map.values()]).toEqual([...plain.values()]);
  });
});
