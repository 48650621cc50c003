import type { Db, Tx } from "../db.ts";

export interface Control {
  readonly generation: number;
  readonly requestNumber: number;
  readonly protectionNumber: number;
}

/** The one row the daemon looks at several times a second. */
export function readControl(db: Db | Tx): Promise<Control> {
  return db.control.findUniqueOrThrow({
    where: { id: 1 },
    select: { generation: true, requestNumber: true, protectionNumber: true },
  });
}
