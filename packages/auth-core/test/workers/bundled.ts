import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a Worker's entry, as deploying it does, and answers the module's text. */
export async function bundled(entry: URL): Promise<string> {
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
