// Run as a process of its own by sqlite-adapter.test.ts: counts Control.generation up, one transaction a step.
import { openDb } from "#server/db.ts";

const [url = "", rounds = "0"] = process.argv.slice(2);
const db = await openDb(url);
for (let round = 0; round < Number(rounds); round += 1) {
  await db.$transaction(async (tx) => {
    const { generation } = await tx.control.findUniqueOrThrow({ where: { id: 1 } });
    await tx.control.update({ where: { id: 1 }, data: { generation: generation + 1 } });
  });
  await new Promise(setImmediate);
}
await db.$disconnect();
