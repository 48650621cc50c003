import { condition, type Found } from "./condition.ts";

/** A node that has not looked for so long is gone, or its console is: what it saw last tells nothing. */
const oldMs = 10 * 60_000;

export const diskSpace = condition({
  title: "Disk fills up",
  description: "Where a node keeps its state, octets or inodes run short: mail is refused when they are out.",
  thresholds: {
    freePercent: { label: "Less free space than", unit: "percent", from: 1, to: 90, usual: 10 },
    freeMegabytes: { label: "or less than", unit: "MB", from: 10, to: 10_000_000, usual: 1_000 },
    criticalPercent: { label: "critical below", unit: "percent", from: 0, to: 90, usual: 3 },
    inodePercent: { label: "fewer free inodes than", unit: "percent", from: 1, to: 90, usual: 5 },
  },
  usual: { isEnabled: true, isUrgent: true, forSeconds: 60, resolveSeconds: 300 },
  everySeconds: 60,
  async look({ db, clock }, thresholds) {
    const disks = await db.nodeDisk.findMany({
      where: { seenAt: { gte: new Date(clock.now().getTime() - oldMs) } },
      orderBy: [{ nodeId: "asc" }, { path: "asc" }],
    });
    return { found: disks.flatMap((disk) => [...spaceOf(disk, thresholds), ...inodesOf(disk, thresholds)]) };
  },
});

interface Disk {
  readonly nodeId: string;
  readonly path: string;
  readonly freeOctets: bigint;
  readonly totalOctets: bigint;
  readonly freeInodes: bigint;
  readonly totalInodes: bigint;
}

type Numbers = Readonly<Record<"freePercent" | "freeMegabytes" | "criticalPercent" | "inodePercent", number>>;

function spaceOf(disk: Disk, { freePercent, freeMegabytes, criticalPercent }: Numbers): Found[] {
  const free = Number(disk.freeOctets);
  const percent = percentOf(disk.freeOctets, disk.totalOctets);
  // A small disk is judged by its share alone: of 2 GB, one is never free.
  const isShort = percent < freePercent || (free < freeMegabytes * 1e6 && percent < 50);
  if (!isShort) return [];
  const isCritical = percent < criticalPercent;
  return [
    {
      subject: `space ${disk.nodeId} ${disk.path}`,
      level: isCritical ? 2 : 1,
      severity: isCritical ? "critical" : "warning",
      text: `Only ${Math.round(free / 1e6)} MB (${percent.toFixed(1)} %) are free in ${disk.path}. Make room before mail is refused with 452 4.3.1.`,
      href: "/diagnostics",
    },
  ];
}

function inodesOf(disk: Disk, { inodePercent }: Numbers): Found[] {
  if (disk.totalInodes === 0n) return [];
  const percent = percentOf(disk.freeInodes, disk.totalInodes);
  if (percent >= inodePercent) return [];
  return [
    {
      subject: `inodes ${disk.nodeId} ${disk.path}`,
      severity: "critical",
      text: `Only ${disk.freeInodes} inodes (${percent.toFixed(1)} %) are free in ${disk.path}: without them no file can be made, however much space is free. Remove small files.`,
      href: "/diagnostics",
    },
  ];
}

function percentOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 100 : (Number(part) / Number(whole)) * 100;
}
