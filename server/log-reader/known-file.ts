import type { Store } from "../store.ts";
import { hashOf, mostHeadOctets } from "./head.ts";
import type { FoundFile } from "./log-files.ts";

/** A file that has been met, as its row (LogFile) says. The reader changes it together with the row. */
export interface KnownFile {
  readonly id: number;
  readonly sourceId: number;
  device: string;
  inode: string;
  headHash: string;
  headOctets: number;
  path: string;
  readOctets: number;
  lineCount: number;
  lastAtMs: number | null;
  isDone: boolean;
  trouble: string;
}

const select = {
  id: true,
  sourceId: true,
  device: true,
  inode: true,
  headHash: true,
  headOctets: true,
  path: true,
  readOctets: true,
  lineCount: true,
  lastAt: true,
  isDone: true,
  trouble: true,
} as const;

/** Files of a source that this node has met. */
export async function readKnownFiles({ logs }: Store, sourceId: number, nodeId: string): Promise<KnownFile[]> {
  const rows = await logs.logFile.findMany({ where: { sourceId, nodeId }, orderBy: { id: "asc" }, select });
  return rows.map(({ lastAt, readOctets, lineCount, ...row }) => ({
    ...row,
    readOctets: Number(readOctets),
    lineCount: Number(lineCount),
    lastAtMs: lastAt?.getTime() ?? null,
  }));
}

export async function createKnownFile(
  { logs, clock }: Store,
  { sourceId, nodeId }: { sourceId: number; nodeId: string },
  { path, device, inode }: Pick<FoundFile, "path" | "device" | "inode">,
  head: Buffer,
): Promise<KnownFile> {
  const facts = { sourceId, device, inode, path, headHash: hashOf(head), headOctets: head.length };
  const row = await logs.logFile.create({ data: { ...facts, nodeId, seenAt: clock.now() }, select: { id: true } });
  return { ...facts, ...row, readOctets: 0, lineCount: 0, lastAtMs: null, isDone: false, trouble: "" };
}

type Fact = "device" | "inode" | "path" | "headHash" | "headOctets" | "isDone" | "trouble";

/** Changes what is known of a file; how far it was read is written with its lines alone. */
export async function changeKnownFile(
  { logs, clock }: Store,
  file: KnownFile,
  change: Partial<Pick<KnownFile, Fact>>,
): Promise<void> {
  const isNews = Object.entries(change).some(([name, value]) => file[name as Fact] !== value);
  if (!isNews) return;
  await logs.logFile.updateMany({ where: { id: file.id }, data: { ...change, seenAt: clock.now() } });
  Object.assign(file, change);
}

/** Whether a file begins as the known one did. */
export function beginsAs(file: KnownFile, head: Buffer): boolean {
  return file.headOctets > 0 && head.length >= file.headOctets && hashOf(head, file.headOctets) === file.headHash;
}

/** The known file of a beginning: of several the one that is told by the most octets, and the newest of these. */
export function knownByHead(files: readonly KnownFile[], head: Buffer): KnownFile | undefined {
  return files
    .filter((file) => beginsAs(file, head))
    .sort((one, two) => two.headOctets - one.headOctets || two.id - one.id)
    .at(0);
}

/** More of its beginning, once there is more. */
export function grownHead(file: KnownFile, head: Buffer): { headHash: string; headOctets: number } | null {
  if (file.headOctets >= mostHeadOctets || head.length <= file.headOctets) return null;
  return { headHash: hashOf(head), headOctets: head.length };
}
