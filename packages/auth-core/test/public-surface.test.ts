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

const HEADING = `The public API, as TypeScript declares it. A test compares this file with the build.
To accept a change, run: npx -y pnpm@12 --filter ${manifest.name} accept:api
`;

test("changes the public API only together with api.txt", async () => {
  const surfaces = Object.entries(declared).map(([name, of]) => `# ${name}\n\n${publicSurface(of)}\n`);
  await expect([HEADING, ...surfaces].join("\n"), HEADING).toMatchFileSnapshot("../api.txt");
});

test.each(Object.entries(declared))(
  "mentions only web standards and our own types in %s, except for its peer",
  (name, { foreign }) => {
    expect([...foreign]).toEqual(name.endsWith("/undici") ? ["undici"] : []);
  },
);
