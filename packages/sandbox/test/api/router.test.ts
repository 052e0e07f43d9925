import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

test("returns a documented 500 without details if the sandbox itself fails", async () => {
  const clock = { failures: 0 };
  const sandbox = createSandbox({
    credentials: [credentials],
    now() {
      const isBroken = clock.failures > 0 && sandbox.journal().length === 1;
      if (!isBroken) return 0;
      clock.failures -= 1;
      throw new Error(`a clock that knows ${credentials.apiSecret}`);
    },
  });
  clock.failures = 1;
  const response = await createClient(sandbox).exchange();
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ code: 0, error: expect.stringMatching(/^internal error of the/) });
  expect(sandbox.journal()).toMatchObject([{ status: 500, outcome: "sandbox error" }]);
});
