import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { connectionError } from "../../src/endpoint/connection-error.ts";

const origin = "https://api.example";
const failed = (cause: unknown) => connectionError(origin, new TypeError("fetch failed", { cause }));
const withCode = (code: string) => Object.assign(new Error("failed"), { code });

describe("connectionError", () => {
  it.each([
    "ECONNREFUSED",
    "ECONNRESET",
    "EAI_AGAIN",
    "ENOTFOUND",
    "UND_ERR_SOCKET",
    "HPE_INVALID_CONSTANT",
    "EPROTO",
  ])("names the code %s, and the failure may be retried", (code) => {
    const error = failed(withCode(code));
    expect(error).toMatchObject({ code: "unavailable", reason: code });
    expect(error.message).toBe(`The connection to ${origin} for the token request failed (${code}).`);
    expect(error).not.toHaveProperty("isPermanent");
  });

  it.each([
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "HOSTNAME_MISMATCH",
    "INVALID_CA",
    "ERR_SSL_WRONG_VERSION_NUMBER",
  ])("names the code %s as permanent, and says what to do", (code) => {
    expect(failed(withCode(code))).toMatchObject({
      code: "unavailable",
      reason: code,
      isPermanent: true,
      message: expect.stringMatching(/\. Check .+\.$/),
    });
  });

  it.each([
    ["a blocked port", "bad port", "bad port", true],
    ["a proxy's 407", "Proxy response (407) !== 200 when HTTP Tunneling", "Proxy response (407)", true],
    [
      "a system error in Deno",
      "client error (Connect): Connection refused (os error 111)",
      "os error 111",
      undefined,
    ],
    [
      "a certificate error in Deno",
      "client error: invalid peer certificate: Expired",
      "invalid peer certificate",
      true,
    ],
    ["a DNS error in Deno", "client error (Connect): dns error: Name not known", "dns error", undefined],
  ])("recognizes %s, which has no code", (_, message, reason, isPermanent) => {
    expect(failed(new Error(message))).toMatchObject({ code: "unavailable", reason });
    expect(failed(new Error(message)).isPermanent).toBe(isPermanent);
  });

  it("reads errors of another realm, as in Jest", () => {
    const error: unknown = runInNewContext(
      `new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) })`,
    );
    expect(error).not.toBeInstanceOf(Error);
    expect(connectionError(origin, error)).toMatchObject({ reason: "ECONNREFUSED" });
  });

  it("takes the code that is deepest in the chain of causes, and stops at a cycle", () => {
    const circle = withCode("ECONNRESET");
    circle.cause = circle;
    expect(connectionError(origin, Object.assign(withCode("ERR_OUTER"), { cause: circle }))).toMatchObject({
      reason: "ECONNRESET",
    });
  });

  it.each(["s3cr3t-key", "A SECRET", "CANARY_SECRET", "key\nECONNREFUSED", "", 7])(
    "does not show %j, which is not a system error code",
    (code) => {
      const error = failed(Object.assign(new Error(String(code)), { code }));
      expect(error.message).toBe(`The connection to ${origin} for the token request failed.`);
      expect(error).not.toHaveProperty("reason");
    },
  );

  it.each([undefined, null, "text", 1])("accepts %j as what fetch rejected with", (error) => {
    expect(connectionError(origin, error)).toMatchObject({ code: "unavailable" });
  });
});
