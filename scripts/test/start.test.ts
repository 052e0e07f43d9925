import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { freePort } from "../src/free-port.ts";

/** Runs the script of `pnpm start`. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("../start.ts", import.meta.url)), ...args]);
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
      if (end !== undefined) throw new Error(`It ended before it printed ${pattern}:\n${output}`);
    }
  }
  return { child, printed, ended };
}

test("a newcomer's curl line works, and Ctrl-C leaves no port taken", async () => {
  const { child, printed, ended } = start("--gateway-port", "0", "--sandbox-port", "0");
  await printed(/Stop with Ctrl-C/);
  const [, url = "", authorization = ""] = await printed(/curl '(\S+)' -H 'Authorization: (Bearer wgk_\S+)'/);
  const [, journal = ""] = await printed(/curl (\S+journal)/);

  const response = await fetch(url, { headers: { Authorization: authorization } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ currency: "USD" });
  expect(await (await fetch(journal)).json()).toMatchObject({ exchanges: 1 });

  child.kill("SIGINT");
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(output).toContain("Stopped.");
  for (const address of [url, journal]) {
    const port = Number(new URL(address).port);
    expect(await freePort(port)).toBe(port);
  }
});

test("a taken port is named, with the way to choose another", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const address = occupant.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { code, output } = await start("--gateway-port", port).ended;
  expect(code).toBe(1);
  expect(output).toContain(`The gateway cannot listen on port ${port}: it is taken.`);
  expect(output).toContain("--gateway-port 0");
  expect(output).not.toContain("    at ");
  occupant.close();
});

test("an unknown flag is answered with the usage, and exit code 2", async () => {
  const { code, output } = await start("--prot", "9000").ended;
  expect(code).toBe(2);
  expect(output).toMatch(/--prot[\s\S]+Usage: npx -y pnpm@12 start/);
});
