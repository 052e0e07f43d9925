import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("when the start script is killed without a word, what it started ends too", async () => {
  const holder = spawn(process.execPath, [fileURLToPath(new URL("leash-holder.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(holder.stdout, "close"); // Its child holds this pipe open for as long as it lives.
  const [line] = await once(holder.stdout, "data");
  expect(process.kill(Number(line), 0)).toBe(true);
  holder.kill("SIGKILL");
  await closed;
});
