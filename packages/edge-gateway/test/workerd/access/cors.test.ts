import { describe, expect, test } from "vitest";
import { withCorsHeaders } from "../../../src/access/cors.ts";

const ORIGIN = "https://console.example";
const CALLER = {
  name: "page",
  operator: false,
  keys: [],
  routes: [],
  readOnly: true,
  origins: [ORIGIN],
};

function headersWith(headers: Record<string, string>, origin = ORIGIN) {
  const request = new Request("https://gateway.example/", { headers: { origin } });
  return withCorsHeaders({ status: 200, headers, body: null }, request, [CALLER]).headers;
}

describe("withCorsHeaders", () => {
  test.each([
    [undefined, "Origin"],
    ["Accept", "Accept, Origin"],
    ["Origin", "Origin"],
    ["accept, origin", "accept, origin"],
    ["Accept-Origin", "Accept-Origin, Origin"],
    ["*", "*"],
  ])("names Origin once in Vary: %s becomes %s", (vary, expected) => {
    expect(headersWith({ ...(vary !== undefined && { vary }) })["vary"]).toBe(expected);
  });

  test("exposes every header of the response to the page", () => {
    const exposed = headersWith({ etag: '"7"', "retry-after": "5", "ratelimit-remaining": "3" })[
      "access-control-expose-headers"
    ]?.split(", ");
    expect(exposed).toEqual(
      expect.arrayContaining(["etag", "retry-after", "ratelimit-remaining", "x-request-id", "traceparent"]),
    );
  });

  test("allows no other origin", () => {
    const headers = headersWith({ etag: '"7"' }, "https://evil.example");
    expect(headers).toEqual({ etag: '"7"', vary: "Origin" });
  });
});
