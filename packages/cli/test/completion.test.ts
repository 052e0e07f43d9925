import { expect, test } from "vitest";
import { runWakapay } from "./run-wakapay.ts";

test.each(["bash", "zsh", "fish"])("prints the completion for %s", async (shell) => {
  const { transcript } = await runWakapay(["completion", shell]);
  await expect(transcript).toMatchFileSnapshot(`golden/completion-${shell}.txt`);
});

test.each([[[]], [["csh"]], [["bash", "zsh"]]])("prints nothing for another shell: %s", async (shells) => {
  const { code, stdout, stderr } = await runWakapay(["completion", ...shells]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("wakapay completion: Name one shell: bash, zsh, fish.\n");
});
