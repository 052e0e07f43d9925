import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { claimPort } from "../src/stack/port.ts";

/** A proxy that refuses every connection. */
const UNREACHABLE = "http://127.0.0.1:9";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl) console.log("not run: the printed curl commands, because curl is not installed");

/** Runs a printed command in a shell and returns its output. */
function run(command: string, env: Readonly<Record<string, string>>): string {
  return execFileSync("sh", ["-c", `${command} --silent --show-error --fail`], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
}

/** Runs the script of `pnpm start`. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const script = fileURLToPath(new URL("../start.ts", import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code, output }));

  async function printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(output);
      if (found !== null) return found;
      const end = await Promise.race([once(child.stdout, "data").then(() => undefined), ended]);
      if (end !== undefined) throw new Error(`Exited before printing ${pattern}:\n${output}`);
    }
  }
  return { child, printed, ended };
}

test("prints commands that work behind a proxy, and frees both ports on Ctrl-C", async () => {
  const proxy = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: UNREACHABLE, http_proxy: UNREACHABLE, NO_PROXY: "" };
  const { child, printed, ended } = start(["--gateway-port", "0", "--sandbox-port", "0"], proxy);
  await printed(/Press Ctrl-C to stop/);
  const [call = "", url = "", authorization = ""] = await printed(
    /curl .*'(\S+)' -H 'Authorization: (Bearer wgk_\S+)'/,
  );
  const [journal = "", journalUrl = ""] = await printed(/curl .* (\S+journal)/);
  const [revoke = ""] = await printed(/curl .*revoke/);
  const [, consoleUrl = ""] = await printed(/^ *console +(\S+)/m);

  const response = await fetch(url, { headers: { Authorization: authorization } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ currency: "USD" });
  expect(await (await fetch(journalUrl)).json()).toMatchObject({ exchanges: 1 });
  const gatewayPage = async () => {
    const headers = { Accept: "text/html" };
    return (await fetch(`${consoleUrl}_sandbox/console/gateway`, { headers })).text();
  };
  await expect.poll(gatewayPage).toContain("1 request through the gateway");
  expect(await gatewayPage()).not.toContain(authorization.replace("Bearer ", ""));

  if (hasCurl) {
    expect(JSON.parse(run(call, proxy))).toMatchObject({ currency: "USD" });
    run(revoke, proxy);
    expect(JSON.parse(run(call, proxy))).toMatchObject({ currency: "USD" });
    expect(JSON.parse(run(journal, proxy))).toMatchObject({ exchanges: 2 });
  }

  child.kill("SIGINT");
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(output).toContain("Stopped.");
  for (const address of [url, journalUrl]) {
    const port = Number(new URL(address).port);
    expect(await claimPort("gateway", port)).toBe(port);
  }
});

test("names a port in use and says how to choose another one", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const address = occupant.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { code, output } = await start(["--gateway-port", port]).ended;
  expect(code).toBe(1);
  expect(output).toContain(`The gateway cannot listen on port ${port}: it is already in use.`);
  expect(output).toContain("--gateway-port 0");
  expect(output).not.toContain("    at ");
  occupant.close();
});

test("says how to get help for an unknown flag and exits with code 2", async () => {
  const { code, output } = await start(["--prot", "9000"]).ended;
  expect(code).toBe(2);
  expect(output).toMatch(/^start: .*--prot[\s\S]+For usage, run: npx -y pnpm@12 start --help\n$/);
});
