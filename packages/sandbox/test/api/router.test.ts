import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

test("where the sandbox itself fails, it answers in the documented shape and keeps the reason to itself", async () => {
  const clock = { reads: 0 };
  const sandbox = createSandbox({
    credentials: [credentials],
    now() {
      clock.reads += 1;
      if (clock.reads === 2) throw new Error(`a clock that knows ${credentials.apiSecret}`);
      return 0;
    },
  });
  const answer = await createClient(sandbox).exchange();
  expect(answer.status).toBe(500);
  expect(await answer.json()).toEqual({ code: 0, error: "the sandbox failed: please report what was sent" });
  expect(sandbox.journal()).toMatchObject([{ status: 500, outcome: "sandbox failed" }]);
});
