import { describe, expect, it } from "vitest";
import { WAKAPAY_TEST_URL } from "../../src/index.ts";
import { parseBaseUrl } from "../../src/options/base-url.ts";

describe("a base URL", () => {
  it.each([
    [WAKAPAY_TEST_URL, "https://api.test.wakapay.io"],
    ["https://api.example/", "https://api.example"],
    ["HTTPS://API.Example:443/v1//", "https://api.example/v1"],
  ])("%s has the prefix %s", (given, prefix) => {
    expect(parseBaseUrl(given).prefix).toBe(prefix);
  });

  it.each([
    "https://user@api.example",
    "https://:pass@api.example",
    "https://api.example?",
    "https://api.example/?key=1",
    "https://api.example/#",
    "api.example",
    "/business",
    "",
    undefined,
  ])("%s is refused, and says what was expected", (given) => {
    expect(() => parseBaseUrl(given as string)).toThrow(
      expect.objectContaining({ code: "invalid_options", message: expect.stringContaining("baseUrl") }),
    );
  });

  it.each([
    "http://api.example",
    "ftp://api.example",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://128.0.0.1",
  ])("%s is refused even where insecure loopback is accepted", (given) => {
    expect(() => parseBaseUrl(given, true)).toThrow(expect.objectContaining({ code: "insecure_url" }));
  });

  it.each(["http://localhost:8787", "http://127.0.0.1:1", "http://127.1.2.3", "http://[::1]:9"])(
    "%s needs allowInsecureLoopback",
    (given) => {
      expect(() => parseBaseUrl(given)).toThrow(/allowInsecureLoopback: true/);
      expect(parseBaseUrl(given, true).prefix).toBe(given);
    },
  );

  it("a user and password in it do not reach the error", () => {
    expect(() => parseBaseUrl("https://user:hunter2@api.example")).not.toThrow(/hunter2|user:/);
  });
});
