import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a Worker of `workers/` as wrangler does: minified, one module. */
export async function bundleWorker(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../workers/${name}.worker.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
