import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { splits } from "#test/support/in-chunks.ts";
import { MemoryWorld } from "#test/support/memory-world.ts";
import { parseTranscript, playTranscript } from "#test/support/transcript.ts";

const folder = join(import.meta.dirname, "../../transcripts");
const files = readdirSync(folder).filter((name) => name.endsWith(".pop3"));

describe.each(files)("%s", (name) => {
  const text = readFileSync(join(folder, name), "utf8");

  it("names itself in its first line", () => {
    expect(parseTranscript(text).title.split(" — ")[0]).toBe(basename(name));
  });

  it("reads as written, however the network cuts it", async () => {
    for (const { name: splitName, split } of splits) {
      const world = new MemoryWorld(split);
      await playTranscript(parseTranscript(text), world).catch((error: Error) => {
        throw new Error(`${error.message} (input ${splitName})`);
      });
      expect(world.connections.map((connection) => connection.unread).join(""), `unread (${splitName})`).toBe("");
      expect(world.incidents).toEqual([]);
      expect(world.backend.openBodies).toBe(0);
    }
  });

  it("reads as written, with bodies that come in small pieces, later", async () => {
    for (const pieceOctets of [1, 2, 3, 7, 64]) {
      const world = new MemoryWorld();
      world.backend.pieceOctets = pieceOctets;
      world.backend.readsLater = true;
      await playTranscript(parseTranscript(text), world);
      expect(world.connections.map((connection) => connection.unread).join("")).toBe("");
      expect(world.backend.openBodies).toBe(0);
    }
  });
});
