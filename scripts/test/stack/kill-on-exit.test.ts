import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("ends the process groups if the parent is killed with SIGKILL", async () => {
  const holder = spawn(
    process.execPath,
    [fileURLToPath(new URL("kill-on-exit-holder.ts", import.meta.url))],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const closed = once(holder.stdout, "close"); // The group holds this pipe open until it ends.
  const [line] = await once(holder.stdout, "data");
  expect(process.kill(Number(line), 0)).toBe(true);
  holder.kill("SIGKILL");
  await closed;
});
