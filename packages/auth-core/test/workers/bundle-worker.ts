import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a Worker as a deployment does. Returns the code of its single module. */
export async function bundleWorker(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["cloudflare:workers"],
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}
