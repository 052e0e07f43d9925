import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { bypassProxyForLoopback } from "../../src/workspace/bypass-proxy.ts";
import { repository } from "../../src/workspace/repository.ts";

describe("bypassProxyForLoopback", () => {
  test.each([
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "Http_Proxy",
  ])("reports that %s names a proxy", (name) => {
    expect(bypassProxyForLoopback({ [name]: "http://proxy.example:3128" })).toBe(true);
    expect(bypassProxyForLoopback({ [name]: "" })).toBe(false);
  });

  test.each(["NO_PROXY", "no_proxy"])("keeps the hosts of %s", (name) => {
    const env = { [name]: "internal.example, 127.0.0.1" };
    bypassProxyForLoopback(env);
    expect(env).toMatchObject({
      NO_PROXY: "internal.example,127.0.0.1,localhost,::1,[::1]",
      no_proxy: "internal.example,127.0.0.1,localhost,::1,[::1]",
    });
  });

  test.each(["HTTP_PROXY", "http_proxy"])(
    "makes fetch connect to loopback directly despite %s",
    async (name) => {
      const server = createServer((_request, response) => response.end("direct")).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
      const script = `
      import { bypassProxyForLoopback } from ${JSON.stringify(repository("scripts/src/workspace/bypass-proxy.ts"))};
      bypassProxyForLoopback(process.env);
      console.log(await (await fetch(${JSON.stringify(url)})).text());
    `;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--input-type=module-typescript", "--eval", script],
        { env: { NODE_USE_ENV_PROXY: "1", [name]: "http://127.0.0.1:9" } },
      );
      expect(stdout).toBe("direct\n");
      server.close();
    },
  );
});

test("passes NO_PROXY to each turbo task that gets proxy variables", async () => {
  const { tasks } = JSON.parse(await readFile(repository("turbo.json"), "utf8"));
  const lists = Object.values<{ passThroughEnv?: string[] }>(tasks).map(
    ({ passThroughEnv }) => passThroughEnv,
  );
  for (const names of lists.filter((list) => list !== undefined)) {
    if (names.some((name) => /_proxy$/i.test(name))) {
      expect(names).toEqual(expect.arrayContaining(["NO_PROXY", "no_proxy"]));
    }
  }
});
