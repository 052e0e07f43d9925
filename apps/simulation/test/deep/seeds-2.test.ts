import { test } from "vitest";
import { checkSeeds } from "../check-seeds.ts";

test.for([0, 1, 2, 3, 4])("breaks no promise in part %i of the seeds", (part) => {
  const first = 501 + 100 * part;
  return checkSeeds(first, first + 99);
});
