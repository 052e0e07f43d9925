import { expect, test } from "vitest";
import { startProcessGroup } from "../src/process-group.ts";

const LIVES = "setInterval(() => {}, 1000);";
const IGNORES_CTRL_C = `process.on("SIGINT", () => {}); console.log("ready"); ${LIVES}`;
const HAS_A_CHILD = `
  require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(IGNORES_CTRL_C)}], { stdio: "inherit" });
  ${LIVES}
`;

/** Starts a script and waits for its first line. */
async function started(script: string, graceMs = 5_000) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const options = { name: "subject", args: ["-e", script], cwd: ".", env: {}, onLine: resolve, graceMs };
  const group = startProcessGroup(options);
  await promise;
  return group;
}

test("stopping ends the child and what it started of itself", async () => {
  const group = await started(HAS_A_CHILD);
  await group.stop(); // It waits for the pipe, which both hold open for as long as they live.
});

test("a child that ignores the interruption is killed after the grace", async () => {
  const group = await started(IGNORES_CTRL_C, 50);
  await group.stop();
  expect(await group.ended).toContain("SIGKILL");
});

test("a child that ends by itself says how, with what it printed", async () => {
  const group = await started(`console.error("No room left."); process.exitCode = 3;`);
  expect(await group.ended).toBe(
    "The subject ended by itself (exit code 3). It printed:\n\n  No room left.\n",
  );
  await group.stop();
});

test("a child that leaves a process behind still counts as ended, and that process ends too", async () => {
  const group = await started(`${HAS_A_CHILD} setTimeout(() => process.exit(0), 500);`);
  expect(await group.ended).toContain("(exit code 0)");
});
