/** Works on all, `atOnce` at a time. Every task has ended when this settles; throws the first error. */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  const queue = items.entries();
  const errors: unknown[] = [];
  const lane = async () => {
    for (const [index, item] of queue) {
      if (errors.length > 0) return;
      await work(item, index).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  if (errors.length > 0) throw errors[0];
}
