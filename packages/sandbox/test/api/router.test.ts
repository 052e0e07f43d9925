import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

test("returns a documented 500 without details if the sandbox itself fails", async () => {
  const clock = { reads: 0 };
  const sandbox = createSandbox({
    credentials: [credentials],
    now() {
      clock.reads += 1;
      if (clock.reads === 2) throw new Error(`a clock that knows ${credentials.apiSecret}`);
      return 0;
    },
  });
  const response = await createClient(sandbox).exchange();
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ code: 0, error: expect.stringMatching(/^internal error of the/) });
  expect(sandbox.journal()).toMatchObject([{ status: 500, outcome: "sandbox error" }]);
});
