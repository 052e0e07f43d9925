import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";

const POLICY = JSON.stringify({
  callers: { demo: { keys: [], routes: [{ methods: ["GET"], path: "/business/balance" }] } },
});
const RIGHT: Env = { ...env, GATEWAY_POLICY: POLICY };
const DEPLOYED: Env = {
  ...RIGHT,
  GATEWAY_ENVIRONMENT: "test",
  WAKAPAY_BASE_URL: "https://api.test.wakapay.io",
};

/** The faults that a configuration is refused for; none where it is right. */
function faultsOf(bindings: Env): readonly string[] {
  try {
    readConfig(bindings);
    return [];
  } catch (error) {
    return Object(error).members.faults;
  }
}

test("the local environment takes its policy from a variable", () => {
  expect(readConfig(RIGHT).callers.get("demo")).toMatchObject({ name: "demo" });
  expect(faultsOf({ ...RIGHT, GATEWAY_POLICY: "{canary" })).toEqual(["GATEWAY_POLICY is not JSON"]);
});

test("a deployed environment has the bundled policy, which holds no caller until its operator adds one", () => {
  expect(faultsOf(DEPLOYED)).toEqual(["policy callers: at least one caller is expected"]);
});

describe("WakaPay's address is refused", () => {
  const https = "WAKAPAY_BASE_URL is not https: (http: is accepted on loopback in the local environment)";
  const plain = "WAKAPAY_BASE_URL is not a plain origin such as https://host, without user, path or query";
  test.each([
    ["http: elsewhere than on loopback", "http://api.example", [https]],
    ["a user and a password", "https://user:canary@api.example", [plain]],
    ["a path", "https://api.example/v1", [plain]],
    ["a query", "https://api.example?x=1", [plain]],
    ["another scheme", "ftp://api.example", [https]],
    ["no URL", "api.example", ["WAKAPAY_BASE_URL is not a URL"]],
    ["nothing", "", ["WAKAPAY_BASE_URL is missing"]],
  ])("for %s", (_, WAKAPAY_BASE_URL, faults) => {
    expect(faultsOf({ ...RIGHT, WAKAPAY_BASE_URL })).toEqual(faults);
  });

  test("for http: in a deployed environment, also on loopback", () => {
    expect(faultsOf({ ...DEPLOYED, WAKAPAY_BASE_URL: "http://127.0.0.1:4010" })).toContain(https);
  });
});

test.each(["your_api_secret", "changeme", "CHANGE-ME", "<secret>", "placeholder", "xxxx"])(
  "a deployed environment refuses the placeholder «%s», and does not repeat it",
  (WAKAPAY_API_SECRET) => {
    expect(faultsOf({ ...DEPLOYED, WAKAPAY_API_SECRET })).toContain("WAKAPAY_API_SECRET is a placeholder");
  },
);

test("half of a next pair is a rotation in preparation, and is ignored", () => {
  const { nextCredentials } = readConfig({ ...RIGHT, WAKAPAY_API_KEY_NEXT: "" });
  expect(nextCredentials).toBeUndefined();
  expect(readConfig(RIGHT).nextCredentials).toMatchObject({ apiKey: "next-key-of-the-inside-tests" });
});

test("a location hint that Cloudflare does not know is refused", () => {
  expect(readConfig({ ...RIGHT, WAKAPAY_LOCATION_HINT: "weur" }).locationHint).toBe("weur");
  expect(faultsOf({ ...RIGHT, WAKAPAY_LOCATION_HINT: "mars" })).toEqual([
    "WAKAPAY_LOCATION_HINT is no location hint of Cloudflare's",
  ]);
});
