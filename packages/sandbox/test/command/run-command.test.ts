import { expect, test } from "vitest";
import { run } from "../forms/run-module.ts";

test("gives the command a sandbox and counts what it did", async () => {
  const code = `
    const token = await exchange();
    await call(token);
    await call(token);
    await post("/_sandbox/faults", { status: 503, times: 1 });
    console.log((await post("/business/auth", { apiKey, apiSecret })).status);
  `;
  expect(await run(code).ended).toEqual({
    code: 0,
    stdout: "503\n",
    stderr: "wakapay-sandbox: 2 exchanges, 2 authorized calls, 1 fault played\n",
  });
});

test("exits with the exit code of the command", async () => {
  expect(await run("process.exit(7)").ended).toMatchObject({ code: 7 });
});

test("exits with 120 if the command makes more exchanges than it may", async () => {
  const { code, stderr } = await run("await exchange(); await exchange()", { args: ["--max-exchanges=1"] })
    .ended;
  expect(code).toBe(120);
  expect(stderr).toContain("Too many exchanges: 2, but --max-exchanges allows 1.");
  expect(stderr).toContain("allow one exchange for each test process.");
});
