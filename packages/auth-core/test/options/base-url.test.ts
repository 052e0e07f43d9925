import { describe, expect, it } from "vitest";
import { WAKAPAY_TEST_URL } from "../../src/index.ts";
import { parseBaseUrl } from "../../src/options/base-url.ts";

describe("parseBaseUrl", () => {
  it.each([
    [WAKAPAY_TEST_URL, "https://api.test.wakapay.io"],
    ["https://api.example/", "https://api.example"],
    ["HTTPS://API.Example:443/v1//", "https://api.example/v1"],
    ["https://business.example", "https://business.example"],
    ["https://proxy.example/business-api", "https://proxy.example/business-api"],
  ])("returns the prefix of %s", (baseUrl, prefix) => {
    expect(parseBaseUrl(baseUrl).prefix).toBe(prefix);
  });

  it.each([
    ["https://user@api.example", /user, password/],
    ["https://:pass@api.example", /user, password/],
    ["https://api.example?", /query/],
    ["https://api.example/?key=1", /query/],
    ["https://api.example/#", /fragment/],
    ["api.example", /starts with https:/],
    ["localhost:4710", /starts with https:/],
    ["127.0.0.1:4710", /starts with https:/],
    ["/business", /starts with https:/],
    ["https://api.example/business", /must not include the path `\/business`/],
    ["https://api.example/business/", /must not include the path `\/business`/],
    ["https://api.example/v1/business/auth", /must not include the path `\/business`/],
    ["", /got an empty string/],
    [undefined, /got undefined/],
    [new URL("https://api.example"), /got object/],
  ])("rejects %s and says why", (baseUrl, message) => {
    expect(() => parseBaseUrl(baseUrl as string)).toThrow(
      expect.objectContaining({ code: "invalid_options", message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ["http://api.example", /must use https \(got http\).*covers only.*not api\.example/],
    ["http://sandbox:4010", /covers only.*not sandbox\. In Docker Compose/],
    ["ftp://api.example", /got ftp/],
    ["http://127.0.0.1.evil.example", /got http/],
    ["http://localhost.evil.example", /got http/],
    ["http://128.0.0.1", /got http/],
  ])("rejects %s even with allowInsecureLoopback", (baseUrl, message) => {
    expect(() => parseBaseUrl(baseUrl, true)).toThrow(
      expect.objectContaining({ code: "insecure_url", message: expect.stringMatching(message) }),
    );
  });

  it.each(["http://localhost:8787", "http://127.0.0.1:1", "http://127.1.2.3", "http://[::1]:9"])(
    "accepts %s with allowInsecureLoopback only",
    (baseUrl) => {
      expect(() => parseBaseUrl(baseUrl)).toThrow(/allowInsecureLoopback: true/);
      expect(parseBaseUrl(baseUrl, true).prefix).toBe(baseUrl);
    },
  );

  it("does not show a user or password in the error", () => {
    expect(() => parseBaseUrl("https://user:hunter2@api.example")).not.toThrow(/hunter2|user:/);
  });

  it.each([undefined, ""])("points to the environment variable if it is %j", (baseUrl) => {
    expect(() => parseBaseUrl(baseUrl as string)).toThrow("Check that its environment variable is set.");
  });
});
