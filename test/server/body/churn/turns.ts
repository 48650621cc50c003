/** Lets one at a time do something with a thing, in the order in which they asked. */
export class Turns {
  readonly #last = new Map<number, Promise<unknown>>();

  alone<Result>(thing: number, work: () => Promise<Result>): Promise<Result> {
    const mine = (this.#last.get(thing) ?? Promise.resolve()).then(work);
    this.#last.set(
      thing,
      mine.catch(() => {}),
    );
    return mine;
  }

  /** Always in the same order of things, so that nobody waits in a ring. */
  aloneInAll<Result>(things: readonly number[], work: () => Promise<Result>): Promise<Result> {
    const [first, ...others] = things;
    if (first === undefined) return work();
    return this.alone(first, () => this.aloneInAll(others, work));
  }
}
