import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { addStoreCheck } from "./store-check.ts";
import { addStoreConvert } from "./store-convert.ts";
import { addStoreList } from "./store-list.ts";
import { addStoreRebuild } from "./store-rebuild.ts";

export function addStore(program: Command, cli: Cli): void {
  const store = program.command("store").description("where the mail lies");
  for (const add of [addStoreList, addStoreCheck, addStoreConvert, addStoreRebuild]) add(store, cli);
}
