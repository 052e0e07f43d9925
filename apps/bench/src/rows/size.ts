import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundleWorker } from "../measure/bundle-worker.ts";
import type { Bench, Subject } from "../table/row.ts";

const MODULES_OF_NODE = ["node:*", ...builtinModules];

/** What a user imports of each library. */
const IMPORTS: Readonly<Record<string, string>> = {
  "auth-core": 'export { createTokenManager } from "@wakapay/auth-core"',
  "@badgateway/oauth2-client": 'export { OAuth2Client, OAuth2Fetch } from "@badgateway/oauth2-client"',
  "google-auth-library": 'export { OAuth2Client } from "google-auth-library"',
  "@azure/core-rest-pipeline":
    'export { bearerTokenAuthenticationPolicy, createEmptyPipeline, createPipelineRequest, createDefaultHttpClient } from "@azure/core-rest-pipeline"',
  "@smithy/core (AWS)":
    'export { memoizeIdentityProvider, isIdentityExpired, doesIdentityRequireRefresh } from "@smithy/core"',
  ky: 'export { default } from "ky"',
  ofetch: 'export { createFetch } from "ofetch"',
};

/** The size of what is shipped. */
export const size: Bench = {
  rows: [
    {
      id: "size-core",
      title: "Size of auth-core",
      unit: "bytes",
      better: "lower",
      method:
        "What a user imports of each library with its dependencies, bundled, minified, and compressed with Brotli. The other libraries have other features.",
      meaning: "In a Worker or a function, auth-core takes a small part of any size limit.",
    },
    {
      id: "size-worker",
      title: "Size of the gateway",
      unit: "bytes",
      better: "lower",
      method: "The deployed Worker, minified and compressed with gzip. Cloudflare's limit is 3 MB.",
      meaning: "The Worker is far below every limit of Cloudflare's plans.",
    },
  ],
  async measure() {
    const core: Subject[] = [];
    for (const [name, contents] of Object.entries(IMPORTS)) {
      core.push({ name, isOurs: name === "auth-core", value: await compressedSize(contents) });
    }
    core.splice(1, 0, {
      name: "auth-core without ofetch",
      isOurs: true,
      value: await compressedSize(IMPORTS["auth-core"] ?? "", ["ofetch"]),
    });
    const worker = await readFile(new URL("../../../edge-gateway/dist/index.js", import.meta.url));
    return {
      "size-core": { subjects: core },
      "size-worker": {
        subjects: [
          { name: "the gateway", isOurs: true, value: gzipSync(worker, { level: 9 }).length },
          {
            name: "the Hono app",
            isOurs: false,
            value: gzipSync(await bundleWorker("hono"), { level: 9 }).length,
          },
        ],
      },
    };
  },
};

/** Modules of the platform are not part of the size. */
async function compressedSize(contents: string, external: readonly string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["worker", "import", "default"],
    external: [...MODULES_OF_NODE, ...external],
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return brotliCompressSync(outputFiles[0]?.contents ?? new Uint8Array()).length;
}
