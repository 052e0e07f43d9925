import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/relay/listen.ts";
import { createFolder } from "../temporary-folder.ts";

const CLI = fileURLToPath(new URL("../../src/command/cli.ts", import.meta.url));
const CREDENTIALS = { apiKey: "a-key-canary", apiSecret: "a-secret-canary" };
const hasOpenSsl = canRun("openssl", ["version"]);
if (!hasOpenSsl) process.stdout.write("not run: contracts with a private CA, because openssl is missing\n");

describe.skipIf(!hasOpenSsl)("an environment whose certificate is from a private CA", () => {
  test("passes if NODE_EXTRA_CA_CERTS names the certificate", async () => {
    const { url, certificate } = await startEnvironment();
    const { code, output } = await verify(url, { NODE_EXTRA_CA_CERTS: certificate });
    expect(code, output).toBe(0);
  });

  test("fails without NODE_EXTRA_CA_CERTS, and the output names the variable", async () => {
    const { url } = await startEnvironment();
    const { code, output } = await verify(url, {});
    expect(code).toBe(1);
    expect(output).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(output).toContain("set NODE_EXTRA_CA_CERTS");
  });
});

async function startEnvironment(): Promise<{ url: string; certificate: string }> {
  const folder = createFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-days", "1", ...curve, ...name, "-keyout", key, "-out", certificate],
    { stdio: "ignore" },
  );
  const sandbox = await serve({ credentials: [CREDENTIALS] });
  onTestFinished(() => sandbox.close());
  const tls = { key: readFileSync(key), cert: readFileSync(certificate) };
  const server = createServer(tls, async (request, outgoing) => {
    const body = Buffer.concat(await request.toArray());
    const { authorization, "content-type": type } = request.headers;
    const response = await fetch(`${sandbox.url}${request.url}`, {
      method: request.method ?? "GET",
      headers: { ...(authorization && { authorization }), ...(type && { "content-type": type }) },
      ...(request.method === "POST" && { body }),
    });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  const { url, close } = await listen(server);
  onTestFinished(close);
  return { url: url.replace("http:", "https:"), certificate };
}

function verify(
  baseUrl: string,
  variables: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const { PATH = "", HOME = "" } = process.env;
  const env = {
    PATH,
    HOME,
    WAKAPAY_BASE_URL: baseUrl,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    ...variables,
  };
  return new Promise((resolve) => {
    const argv = [CLI, "--target", "environment"];
    const child = execFile(process.execPath, argv, { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

function canRun(command: string, argv: readonly string[]): boolean {
  try {
    execFileSync(command, argv, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
