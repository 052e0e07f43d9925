import type { PackedPackage } from "../../published/pack-packages.ts";

/** Returns the modules that packages export, such as `@wakapay/auth-core/redis`. */
export function modulesOf(packages: readonly PackedPackage[]): string[] {
  return packages.flatMap(({ manifest }) =>
    Object.entries(manifest.exports)
      .filter(([, path]) => path.endsWith(".js"))
      .map(([subpath]) => manifest.name + subpath.slice(1)),
  );
}

/** Returns an ES module that prints the exported names of each module. */
export function importingProgram(modules: readonly string[]): string {
  const imports = modules.map((name, index) => `import * as module${index} from ${JSON.stringify(name)};`);
  const names = modules.map((_, index) => `Object.keys(module${index}).sort()`);
  return `${imports.join("\n")}\nconsole.log(JSON.stringify([${names.join(", ")}]));\n`;
}

/** Returns a CommonJS module that prints the same. */
export function requiringProgram(modules: readonly string[]): string {
  const names = modules.map((name) => `Object.keys(require(${JSON.stringify(name)})).sort()`);
  return `console.log(JSON.stringify([${names.join(", ")}].map((names) =>
  names.filter((name) => name !== "__esModule" && name !== "module.exports"))));\n`;
}

/** The Worker of a gateway, as the template has it. */
export const GATEWAY_PROGRAM = `
import { CallerQuota, createGateway, TokenBroker } from "@wakapay/edge-gateway";

const { handler, GatewayEntrypoint } = createGateway({ policies: { production: "{}" } });

export { CallerQuota, GatewayEntrypoint, TokenBroker };
export default handler satisfies ExportedHandler;
`;

/** The compiler options of a new NestJS project. */
export const NESTJS_OPTIONS = {
  module: "nodenext",
  moduleResolution: "nodenext",
  resolvePackageJsonExports: true,
  esModuleInterop: true,
  isolatedModules: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  target: "ES2023",
  strict: true,
  skipLibCheck: true,
  types: ["node"],
  outDir: "dist",
};

/** A NestJS application that prints a balance. */
export const NESTJS_PROGRAM = `
import "reflect-metadata";
import { Injectable, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { createTokenManager } from "@wakapay/auth-core";
import { redisStore } from "@wakapay/auth-core/redis";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

@Injectable()
class WakaPay {
  readonly #tokens = createTokenManager({
    baseUrl: WAKAPAY_BASE_URL,
    apiKey: WAKAPAY_API_KEY,
    apiSecret: WAKAPAY_API_SECRET,
  });
  readonly stores = [redisStore];

  async balance(): Promise<string> {
    const response = await this.#tokens.fetch("/business/balance?currency=USD");
    const { currency } = (await response.json()) as { currency: string };
    return response.status + " " + currency;
  }
}

@Injectable()
class Report {
  constructor(readonly wakapay: WakaPay) {}
}

@Module({ providers: [WakaPay, Report] })
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  console.log(await app.get(Report).wakapay.balance());
  await app.close();
}

void main();
`;

/** Imports an example, calls the API with what it exports, and exits. */
export const EXAMPLE_RUNNER = `
const example = await import(process.argv[2]);
if (example.wakapay) console.log((await example.wakapay.fetch("/business/balance?currency=USD")).status);
if (example.handler) console.log((await example.handler()).statusCode);
process.exit();
`;

/** A test that a project with the README's configuration of Jest runs. */
export const JEST_TEST = `
import { createTokenManager, isTokenError } from "@wakapay/auth-core";

test("gets a token, and an error that is recognized", async () => {
  const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;
  const options = { baseUrl: WAKAPAY_BASE_URL, apiKey: WAKAPAY_API_KEY, apiSecret: WAKAPAY_API_SECRET };
  const wakapay = createTokenManager(options);
  expect((await wakapay.fetch("/business/balance?currency=USD")).status).toBe(200);
  const wrong = createTokenManager({ ...options, apiSecret: "wrong" });
  expect(isTokenError(await wrong.getToken().catch((error) => error))).toBe(true);
});
`;

/** A test that Jest runs with the sandbox, as a function and as a server. */
export const JEST_SANDBOX_TEST = `
import { createTokenManager } from "@wakapay/auth-core";
import { createSandbox } from "@wakapay/sandbox";
import { serve } from "@wakapay/sandbox/serve";

const credentials = { apiKey: "my-key", apiSecret: "my-secret" };
const path = "/business/balance?currency=USD";

test("calls a sandbox", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const wakapay = createTokenManager({ baseUrl: "https://sandbox.test", ...credentials, fetch: sandbox.fetch });
  expect((await wakapay.fetch(path)).status).toBe(200);
});

test("calls a sandbox that listens", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  const wakapay = createTokenManager({ baseUrl: sandbox.url, ...credentials, allowInsecureLoopback: true });
  expect((await wakapay.fetch(path)).status).toBe(200);
  await sandbox.close();
});
`;

/** A test of a service that calls the API twice, with the configuration of its environment. */
export const SERVICE_TEST = `
import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret } = process.env;
const wakapay = createTokenManager({ baseUrl, apiKey, apiSecret, allowInsecureLoopback: true });
const call = async () => (await wakapay.fetch("/business/balance?currency=USD")).status;
console.log(await call(), await call());
`;
