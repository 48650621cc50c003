import { chownSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Where root made a file in somebody's directory: that one's, so that a later start without root can use it. */
export function giveToOwner(file: string): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(file));
  if (uid !== 0) chownSync(file, uid, gid);
}
