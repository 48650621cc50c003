import type { Finding } from "./target.ts";

/** For a file or a failed test: what was found, and how to see it again. */
export function describeFinding(name: string, { seed, path, input, error }: Finding): string {
  return [
    `does not hold: ${name}`,
    `again: npm run fuzz -- --target ${JSON.stringify(name)} --seed ${seed} --path ${path}`,
    `input: ${input}`,
    error,
  ].join("\n");
}
