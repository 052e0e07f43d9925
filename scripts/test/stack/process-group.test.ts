import { expect, test } from "vitest";
import { startProcessGroup } from "../../src/stack/process-group.ts";

const RUNS = "setInterval(() => {}, 1000);";
const IGNORES_SIGINT = `process.on("SIGINT", () => {}); console.log("ready"); ${RUNS}`;
const HAS_A_CHILD = `
  require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(IGNORES_SIGINT)}], { stdio: "inherit" });
  ${RUNS}
`;

/** Starts a script and waits for its first line of output. */
async function startScript(script: string, graceMs = 5_000) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const options = { name: "subject", args: ["-e", script], cwd: ".", env: {}, onLine: resolve, graceMs };
  const group = startProcessGroup(options);
  await promise;
  return group;
}

test("ends the child and its own children on stop", async () => {
  const group = await startScript(HAS_A_CHILD);
  await group.stop(); // Waits for the output pipe, which both processes hold open until they end.
});

test("kills a child that ignores SIGINT after the grace period", async () => {
  const group = await startScript(IGNORES_SIGINT, 50);
  await group.stop();
  expect(await group.ended).toContain("SIGKILL");
});

test("reports the exit code and the output of a child that exits", async () => {
  const group = await startScript(`console.error("Disk full."); process.exitCode = 3;`);
  expect(await group.ended).toBe(
    "The subject exited unexpectedly (exit code 3). Its output:\n\n  Disk full.\n",
  );
  await group.stop();
});

test("ends a process that the child leaves running", async () => {
  const group = await startScript(`${HAS_A_CHILD} setTimeout(() => process.exit(0), 500);`);
  expect(await group.ended).toContain("(exit code 0)");
});
