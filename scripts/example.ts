import { spawn } from "node:child_process";
import { once } from "node:events";
import { build } from "./src/build.ts";
import { childEnvironment } from "./src/child-environment.ts";
import { freshCredentials } from "./src/credentials.ts";
import { freePort } from "./src/free-port.ts";
import { interruption } from "./src/interruption.ts";
import { ready } from "./src/ready.ts";
import { repository } from "./src/repository.ts";
import { startSandbox } from "./src/sandbox-process.ts";
import { sentence } from "./src/sentence.ts";

const signal = interruption();
try {
  process.exitCode = await example();
} catch (error) {
  console.error(sentence(error));
  process.exitCode = 1;
}

/** Runs the README's example against a sandbox of its own. */
async function example(): Promise<number | null> {
  await build(signal);
  const credentials = freshCredentials();
  const port = await freePort();
  const sandbox = startSandbox(port, credentials);
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await ready(sandbox, `${baseUrl}/_sandbox/healthz`, signal);
    const child = spawn(process.execPath, [repository("apps/node-example/src/balance.ts")], {
      env: childEnvironment({
        WAKAPAY_BASE_URL: baseUrl,
        WAKAPAY_API_KEY: credentials.apiKey,
        WAKAPAY_API_SECRET: credentials.apiSecret,
      }),
      stdio: "inherit",
    });
    await once(child, "close");
    return child.exitCode;
  } finally {
    await sandbox.stop();
  }
}
