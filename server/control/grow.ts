import type { Tx } from "../db.ts";

/** Tells the daemon that a wish changed; gives the generation it must reach. In the transaction of the change. */
export async function growGeneration(tx: Tx): Promise<number> {
  const { generation } = await tx.control.update({
    where: { id: 1 },
    data: { generation: { increment: 1 } },
    select: { generation: true },
  });
  return generation;
}

/** Tells the daemon that there is a new Request. In the transaction that makes it. */
export async function growRequestNumber(tx: Tx): Promise<number> {
  const { requestNumber } = await tx.control.update({
    where: { id: 1 },
    data: { requestNumber: { increment: 1 } },
    select: { requestNumber: true },
  });
  return requestNumber;
}

/** Tells the daemon that a list of networks changed; gives the number of the change. In its transaction, before it: changes come one after the other. */
export async function growProtection(tx: Tx): Promise<number> {
  const { protectionNumber } = await tx.control.update({
    where: { id: 1 },
    data: { protectionNumber: { increment: 1 } },
    select: { protectionNumber: true },
  });
  return protectionNumber;
}

/** Lets one transaction at a time pass this point, for claims no constraint can express. Ends with the transaction. */
export async function takeTurn(tx: Tx): Promise<void> {
  await tx.control.update({ where: { id: 1 }, data: { id: 1 }, select: { id: true } });
}
