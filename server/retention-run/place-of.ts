import { type RetentionPlace, retentionLevels } from "../retention/schema.ts";

/** The place a RetentionRule.scope names: "server", "domain 12". */
export function placeOf(scope: string): RetentionPlace {
  const [name, id] = scope.split(" ");
  const level = retentionLevels.find((each) => each === name);
  if (level === undefined) throw new RangeError(`"${scope}" is no place of a rule`);
  return { level, id: id === undefined ? undefined : Number(id) };
}
