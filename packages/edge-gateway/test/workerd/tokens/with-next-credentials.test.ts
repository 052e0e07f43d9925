import { TokenError, type TokenErrorCode, type TokenSource } from "@wakapay/auth-core";
import { expect, test } from "vitest";
import { withNextCredentials } from "../../../src/tokens/with-next-credentials.ts";

const TOKEN = { value: "t", issuedAt: 0, expiresAt: 1_000 };
const next: TokenSource = async () => TOKEN;

function failing(code: TokenErrorCode, status?: number): TokenSource {
  return () => Promise.reject(new TokenError(code, "no", status === undefined ? {} : { status }));
}

test.each<[TokenErrorCode, number]>([
  ["credentials_rejected", 401],
  ["request_rejected", 400],
  ["unexpected_response", 403],
])("uses the next credentials after %s (%d)", async (code, status) => {
  expect(await withNextCredentials(failing(code, status), next)()).toEqual(TOKEN);
});

test("does not use the next credentials after another error", async () => {
  const source = withNextCredentials(failing("unavailable"), next);
  await expect(source()).rejects.toMatchObject({ code: "unavailable" });
});

test("rejects if there are no next credentials", async () => {
  const source = withNextCredentials(failing("credentials_rejected"), undefined);
  await expect(source()).rejects.toMatchObject({ code: "credentials_rejected" });
});
