import { expect, test } from "vitest";
import { foreignCommands } from "./foreign-commands.ts";

test.each([
  ["npx wakapay-sandbox", ["npx wakapay-sandbox"]],
  ["run `npm exec -y -- sandbox start`", ["npm exec sandbox"]],
  ["pnpm dlx other@1", ["pnpm dlx other@1"]],
  ["npx --yes --package other cmd", ["npx other"]],
  ["KEY=a npx -y @wakapay/sandbox --port 1", []],
  ["npx @wakapay/sandbox@1 run", []],
  ["npx -y pnpm@12 test\nnpx pnpm@11 test", ["npx pnpm@11"]],
  ["npx works in any folder.", ["npx works"]],
])("finds packages of others in: %s", (text, expected) => {
  expect(foreignCommands(text, ["@wakapay/sandbox", "pnpm@12"])).toEqual(expected);
});
