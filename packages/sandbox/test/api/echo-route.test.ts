import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const sandbox = createSandbox({ credentials: [credentials] });
const token = await createClient(sandbox).token();

function echo(init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, Authorization: `Bearer ${token}` };
  return sandbox.fetch("https://api.test.wakapay.io/business/sandbox-echo", { ...init, headers });
}

test.each(["POST", "PUT", "PATCH", "DELETE"])(
  "the echo of a %s tells what arrived, and never the token",
  async (method) => {
    const body = new Uint8Array([0, 1, 2, 255]);
    const answer = await echo({
      method,
      body,
      headers: { "Content-Type": "application/x-bytes", "Idempotency-Key": "once" },
    });
    const text = await answer.text();
    expect(text).not.toContain(token);
    expect(JSON.parse(text)).toEqual({
      method,
      contentType: "application/x-bytes",
      idempotencyKey: "once",
      bodyLength: 4,
      bodySha256: createHash("sha256").update(body).digest("hex"),
      headerNames: ["authorization", "content-type", "idempotency-key"],
      note: expect.stringContaining("sandbox's own"),
    });
    expect(answer.headers.get("wakapay-sandbox")).toBe("invented");
  },
);

test("an echo of nothing has the digest of nothing", async () => {
  expect(await (await echo({ method: "POST" })).json()).toMatchObject({
    bodyLength: 0,
    contentType: null,
    idempotencyKey: null,
    bodySha256: createHash("sha256").digest("hex"),
  });
});

test("a body of a megabyte is echoed, one of 17 is too large", async () => {
  expect(await (await echo({ method: "POST", body: new Uint8Array(2 ** 20) })).json()).toMatchObject({
    bodyLength: 2 ** 20,
  });
  const answer = await echo({ method: "POST", body: new Uint8Array(17 * 2 ** 20) });
  expect(answer.status).toBe(413);
  expect(sandbox.journal().at(-1)?.outcome).toBe("body refused");
});

test("an echo cannot be read", async () => {
  const answer = await echo({ method: "GET" });
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe("POST, PUT, PATCH, DELETE");
});
