import { readFile } from "node:fs/promises";
import { consolePaths } from "./console-paths.ts";
import { ICON } from "./layout.tsx";

const SCRIPTS = /^\/_sandbox\/console\/browser\/([a-z-]+\.js)$/;

/** Returns a file of the console with its type, or `undefined` if there is none at this path. */
export async function readAsset(path: string): Promise<{ body: string; type: string } | undefined> {
  if (path === consolePaths.icon) return { body: ICON, type: "image/svg+xml" };
  if (path === consolePaths.styles) return readFrom("styles.css", "text/css; charset=utf-8");
  const script = SCRIPTS.exec(path)?.[1];
  return script === undefined ? undefined : readFrom(script, "text/javascript; charset=utf-8");
}

async function readFrom(name: string, type: string): Promise<{ body: string; type: string } | undefined> {
  try {
    // Not imported above: Jest compiles to CommonJS, which has no `import.meta`.
    const { browserFolder } = await import("./browser-folder.ts");
    return { body: await readFile(new URL(name, browserFolder), "utf8"), type };
  } catch {
    return undefined;
  }
}
