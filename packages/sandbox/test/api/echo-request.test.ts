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
  "describes the body and headers of a %s without the token",
  async (method) => {
    const body = new Uint8Array([0, 1, 2, 255]);
    const headers = { "Content-Type": "application/x-bytes", "Idempotency-Key": "once" };
    const response = await echo({ method, body, headers });
    const text = await response.text();
    expect(text).not.toContain(token);
    expect(JSON.parse(text)).toEqual({
      method,
      contentType: "application/x-bytes",
      idempotencyKey: "once",
      bodyLength: 4,
      bodySha256: createHash("sha256").update(body).digest("hex"),
      headerNames: ["authorization", "content-type", "idempotency-key"],
      note: expect.stringContaining("Only the sandbox"),
    });
    expect(response.headers.get("wakapay-sandbox")).toBe("invented");
  },
);

test("describes a request without a body", async () => {
  expect(await (await echo({ method: "POST" })).json()).toMatchObject({
    bodyLength: 0,
    contentType: null,
    idempotencyKey: null,
    bodySha256: createHash("sha256").digest("hex"),
  });
});

test("accepts a 1 MiB body and returns 413 for 17 MiB", async () => {
  const accepted = await echo({ method: "POST", body: new Uint8Array(2 ** 20) });
  expect(await accepted.json()).toMatchObject({ bodyLength: 2 ** 20 });
  const rejected = await echo({ method: "POST", body: new Uint8Array(17 * 2 ** 20) });
  expect(rejected.status).toBe(413);
  expect(sandbox.journal().at(-1)?.outcome).toBe("body rejected");
});

test("returns 405 for GET", async () => {
  const response = await echo({ method: "GET" });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST, PUT, PATCH, DELETE");
});
