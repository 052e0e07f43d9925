import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { declarationsOf } from "./public-surface/declarations.ts";
import { publicSurface } from "./public-surface/public-surface.ts";

const entries = Object.entries(manifest.exports).filter(([, target]) => target.endsWith(".js"));

const declared = Object.fromEntries(
  await Promise.all(
    entries.map(async ([subpath, target]) => {
      const file = new URL(target.replace(/\.js$/, ".d.ts"), new URL("../package.json", import.meta.url));
      return [manifest.name + subpath.slice(1), await declarationsOf(file)] as const;
    }),
  ),
);

const HEADING = `What callers can see, as TypeScript wrote it: a test compares it with the build.
To accept a change: pnpm --filter ${manifest.name} accept:api
`;

test("what callers can see changes only on purpose", async () => {
  const surfaces = Object.entries(declared).map(([name, of]) => `# ${name}\n\n${publicSurface(of)}\n`);
  await expect([HEADING, ...surfaces].join("\n"), HEADING).toMatchFileSnapshot("../api.txt");
});

test.each(Object.entries(declared))("%s speaks of web standards and ourselves alone", (_, { foreign }) => {
  expect([...foreign]).toEqual([]);
});
