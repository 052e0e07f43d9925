import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../../src/config/config.ts";

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
function faultsOf(bindings: Env, bundled?: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    readConfig(bindings, bundled);
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

describe("a secret of a deployed environment", () => {
  const faultsOfSecret = (WAKAPAY_API_SECRET: string, bindings = DEPLOYED) =>
    faultsOf({ ...bindings, WAKAPAY_API_SECRET }).filter((fault) => fault.startsWith("WAKAPAY_API_SECRET"));

  test.each([
    ...["your_api_secret", "your-api-secret", "YOUR API KEY", "changeme", "CHANGE-ME", "change_me-please"],
    ...[
      "REPLACE_ME",
      "<secret>",
      "$" + "{WAKAPAY_API_SECRET}",
      "{{secret}}",
      "placeholder",
      "example-secret",
    ],
    ...["xxxx", "...", "***", "undefined", "null", "secret", "test", "todo", "TODO: ask", "dummy_1"],
    ...["changeme123", "changeme!", "change-me1", "CHANGEME.", "placeholder1", "…", "xxx…"],
    ...["xxx1", "xxxx-xxxx", "XXXXXXXX-XXXX-XXXX", "YourApiKey", "YOUR.API.KEY", "your_ApiSecret", "test123"],
    ...[
      "$WAKAPAY_API_SECRET",
      "$SECRET",
      "<WakaPay's API secret>",
      "{{ secrets.KEY }}",
      "password",
      "Password1",
      "TBD",
    ],
  ])("is refused where it is the placeholder «%s», and not repeated", (value) => {
    expect(faultsOfSecret(value)).toEqual(["WAKAPAY_API_SECRET is a placeholder"]);
    expect(faultsOfSecret(value, RIGHT)).toEqual([]);
  });

  test.each([
    ...["<8fK2!pq", "xxXq9fk2jd93", "exampleCo-live-83jd", "dummyload7", "yourself2u", "testament-9"],
    ...["todos9", "<8fK2!pq+9x>", "{8f%K2}", "secretariat", "nullable1", ".hidden", "{8fK2", "placeholders9"],
    ...["xxx1q9fk", "password-9fk2jd", "$2b$10$8fK2pq", "$ecret8fK2", "x-9-x-8fk2", "TBDq9fk2"],
    ...["youraptitude9", "test_8fk2jd93", "secret82716f5", "changemend3"],
  ])("may be «%s», which only begins like one", (value) => {
    expect(faultsOfSecret(value)).toEqual([]);
  });

  test.each(["s3cr3t-canary\n", " s3cr3t-canary", "s3cr3t-canary\t"])(
    "is refused with white space around it, in every environment: %j",
    (value) => {
      expect(faultsOfSecret(value)).toEqual(["WAKAPAY_API_SECRET has white space around it"]);
      expect(faultsOfSecret(value, RIGHT)).toEqual(["WAKAPAY_API_SECRET has white space around it"]);
    },
  );

  test("is missing where it is empty, and no placeholder", () => {
    expect(faultsOfSecret("")).toEqual(["WAKAPAY_API_SECRET is missing"]);
  });

  test("is refused for both faults where it has both", () => {
    expect(faultsOfSecret(" your-api-secret")).toEqual([
      "WAKAPAY_API_SECRET has white space around it",
      "WAKAPAY_API_SECRET is a placeholder",
    ]);
  });
});

test.each([
  "GATEWAY_ENVIRONMENT",
  "WAKAPAY_BASE_URL",
  "WAKAPAY_API_KEY",
  "WAKAPAY_API_SECRET",
  "WAKAPAY_API_KEY_NEXT",
] as const)("a variable %s that is JSON and no text is a fault with its name", (name) => {
  for (const value of [12_345, true, { canary: 1 }] as never[])
    expect(faultsOf({ ...RIGHT, [name]: value })).toContain(`${name} is not a text`);
});

test("outside the local environment a burst limit that is not bound is a fault, and never means no limit", () => {
  const demo = { keys: [], burst: "medium", routes: [{ methods: ["GET"], path: "/business/balance" }] };
  const bundled = { test: { callers: { demo } } };
  const { BURST_SMALL: BURST_MEDIUM } = env;
  const fault = "policy callers.demo.burst: its rate limit is not bound";
  expect(faultsOf(DEPLOYED, bundled)).toEqual([fault]);
  expect(faultsOf({ ...DEPLOYED, ...(BURST_MEDIUM && { BURST_MEDIUM }) }, bundled)).toEqual([]);
  expect(faultsOf({ ...RIGHT, GATEWAY_POLICY: JSON.stringify(bundled.test) })).toEqual([]);
});

test("a secret in a caller's place is not repeated where its burst limit is not bound", () => {
  const name = "af86d081884c7d659a2feaa0c55ad015";
  const caller = { keys: [], burst: "medium", routes: [{ methods: ["GET"], path: "/business/balance" }] };
  expect(faultsOf(DEPLOYED, { test: { callers: { [name]: caller } } })).toEqual([
    "policy callers.(name).burst: its rate limit is not bound",
  ]);
});

test("half of a next pair is a rotation in preparation, and is ignored, as is a blank one or a null", () => {
  for (const blank of ["", " ", ...([null] as never[])]) {
    expect(readConfig({ ...RIGHT, WAKAPAY_API_KEY_NEXT: blank }).nextCredentials).toBeUndefined();
    expect(readConfig({ ...RIGHT, WAKAPAY_API_SECRET_NEXT: blank }).nextCredentials).toBeUndefined();
    const pair = { WAKAPAY_API_KEY_NEXT: blank, WAKAPAY_API_SECRET_NEXT: blank };
    expect(readConfig({ ...RIGHT, ...pair }).nextCredentials).toBeUndefined();
  }
  expect(readConfig(RIGHT).nextCredentials).toMatchObject({ apiKey: "next-key-of-the-inside-tests" });
});

test("a location hint that Cloudflare does not know is refused", () => {
  expect(readConfig({ ...RIGHT, WAKAPAY_LOCATION_HINT: "weur" }).locationHint).toBe("weur");
  expect(faultsOf({ ...RIGHT, WAKAPAY_LOCATION_HINT: "mars" })).toEqual([
    "WAKAPAY_LOCATION_HINT is no location hint of Cloudflare's",
  ]);
});
