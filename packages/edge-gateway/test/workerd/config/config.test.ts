import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { readAccountConfig, secretNames } from "../../../src/config/account-config.ts";
import type { Bindings } from "../../../src/config/bindings.ts";
import { accountFaults, readConfig } from "../../../src/config/config.ts";

const ROUTES = [{ methods: ["GET"], path: "/business/balance" }];
const POLICY = JSON.stringify({ callers: { demo: { keys: [], routes: ROUTES } } });
const LOCAL: Bindings = { ...env, GATEWAY_POLICY: POLICY };
const DEPLOYED: Bindings = {
  ...LOCAL,
  GATEWAY_ENVIRONMENT: "test",
  WAKAPAY_BASE_URL: "https://api.test.wakapay.io",
};

const POLICIES = { test: POLICY };

/** The faults of a configuration. */
function faultsOf(bindings: Bindings, policies: Record<string, string> = POLICIES): readonly string[] {
  try {
    return accountFaults(readConfig(bindings, policies).accounts);
  } catch (error) {
    return Object(error).faults;
  }
}

describe("readConfig", () => {
  test("reads the policy of the local environment from GATEWAY_POLICY", () => {
    expect(readConfig(LOCAL, POLICIES).callers.get("demo")).toMatchObject({ name: "demo" });
    expect(faultsOf({ ...LOCAL, GATEWAY_POLICY: "" })).toEqual(["GATEWAY_POLICY is missing or empty"]);
    expect(faultsOf({ ...LOCAL, GATEWAY_POLICY: "{canary" })).toEqual([
      "GATEWAY_POLICY is not valid JSON: line 1, column 2: expected a name in double quotes",
    ]);
  });

  test("reads the policy of a deployed environment from the option `policies`", () => {
    expect(readConfig(DEPLOYED, POLICIES).callers.get("demo")).toMatchObject({ name: "demo" });
    expect(faultsOf(DEPLOYED, {})).toEqual(["policies.test is missing or empty"]);
  });

  test.each(["__proto__", "constructor", "nobody"])("has no policy for the environment %s", (name) => {
    const faults = faultsOf({ ...DEPLOYED, GATEWAY_ENVIRONMENT: name });
    expect(faults).toContain(`policies.${name} is missing or empty`);
  });

  test("rejects a policy with a duplicate member, and says where", () => {
    const text = POLICY.replace('"keys":[]', '"keys":[],\n"readOnly":true,\n"readOnly":false');
    expect(faultsOf(DEPLOYED, { test: text })).toEqual([
      "policies.test is not valid JSON: line 3, column 1: duplicate member",
    ]);
    expect(faultsOf({ ...LOCAL, GATEWAY_POLICY: text })).toEqual([
      "GATEWAY_POLICY is not valid JSON: line 3, column 1: duplicate member",
    ]);
  });

  describe("rejects WAKAPAY_BASE_URL", () => {
    const https = "WAKAPAY_BASE_URL must use https (the local environment also allows http on loopback)";
    const origin = "WAKAPAY_BASE_URL must be an origin such as https://host, without user, path, or query";

    test.each([
      ["http://api.example", [https]],
      ["https://user:canary@api.example", [origin]],
      ["https://api.example/v1", [origin]],
      ["https://api.example?x=1", [origin]],
      ["ftp://api.example", [https]],
      ["api.example", ["WAKAPAY_BASE_URL must be a URL such as https://host"]],
      ["https://api.example.", ["WAKAPAY_BASE_URL must not have a dot after the host"]],
      ["", ["WAKAPAY_BASE_URL is missing"]],
    ])('"%s"', (WAKAPAY_BASE_URL, faults) => {
      expect(faultsOf({ ...LOCAL, WAKAPAY_BASE_URL })).toEqual(faults);
    });

    test("http on loopback in a deployed environment", () => {
      expect(faultsOf({ ...DEPLOYED, WAKAPAY_BASE_URL: "http://127.0.0.1:4010" })).toContain(https);
    });
  });

  describe("checks the secrets", () => {
    const faultsOfSecret = (WAKAPAY_API_SECRET: string, bindings = DEPLOYED) =>
      faultsOf({ ...bindings, WAKAPAY_API_SECRET }).filter((fault) => fault.startsWith("WAKAPAY_API_SECRET"));

    test.each(["<secret>", "<WakaPay's API secret>", "<>", `\${WAKAPAY_API_SECRET}`])(
      'rejects the placeholder "%s" in a deployed environment',
      (value) => {
        expect(faultsOfSecret(value)).toEqual(["WAKAPAY_API_SECRET is a placeholder"]);
        expect(faultsOfSecret(value, LOCAL)).toEqual([]);
      },
    );

    test.each(["<8fK2!pq", "8fK2>", "$ecret8fK2", "{8f%K2}", "secret", "test"])(
      'accepts "%s", which is no placeholder',
      (value) => {
        expect(faultsOfSecret(value)).toEqual([]);
      },
    );

    test.each(["s3cr3t-canary\n", " s3cr3t-canary", "s3cr3t-canary\t"])(
      "rejects white space around %j in every environment",
      (value) => {
        const fault = "WAKAPAY_API_SECRET must not start or end with white space";
        expect(faultsOfSecret(value)).toEqual([fault]);
        expect(faultsOfSecret(value, LOCAL)).toEqual([fault]);
      },
    );

    test.each(["", "  "])('treats "%s" as missing', (value) => {
      expect(faultsOfSecret(value)).toEqual(["WAKAPAY_API_SECRET is missing"]);
    });

    test.each([
      "GATEWAY_ENVIRONMENT",
      "WAKAPAY_BASE_URL",
      "WAKAPAY_API_KEY",
      "WAKAPAY_API_SECRET",
      "WAKAPAY_API_KEY_NEXT",
    ] as const)("rejects a %s that is JSON and not a string", (name) => {
      for (const value of [12_345, true, { canary: 1 }] as never[])
        expect(faultsOf({ ...LOCAL, [name]: value })).toContain(
          `${name} must be a string (got ${typeof value})`,
        );
    });
  });

  describe("of several accounts", () => {
    const callers = Object.fromEntries(
      ["eu", "uk", undefined].map((account) => [`in-${account}`, { keys: [], routes: ROUTES, account }]),
    );
    const GATEWAY_POLICY = JSON.stringify({ callers });
    const EU = { WAKAPAY_EU_API_KEY: "eu-key", WAKAPAY_EU_API_SECRET: "eu-secret" };

    test("reads the secrets of each, and keeps their faults apart", () => {
      const { accounts } = readConfig({ ...LOCAL, ...EU, GATEWAY_POLICY }, {});
      expect([...accounts.keys()]).toEqual(["default", "eu", "uk"]);
      expect(accounts.get("eu")).toMatchObject({
        account: "eu",
        credentials: { apiKey: "eu-key", apiSecret: "eu-secret" },
      });
      expect(accounts.get("eu")).not.toHaveProperty("nextCredentials");
      expect(accounts.get("default")).toMatchObject({ credentials: { apiKey: LOCAL.WAKAPAY_API_KEY } });
      expect(accounts.get("uk")).toEqual({
        faults: ["WAKAPAY_UK_API_KEY is missing", "WAKAPAY_UK_API_SECRET is missing"],
      });
    });

    test("requires no secret of the default account if every caller names another", () => {
      const policy = JSON.stringify({ callers: { demo: { keys: [], routes: ROUTES, account: "eu" } } });
      const none = { ...LOCAL, WAKAPAY_API_KEY: "", WAKAPAY_API_SECRET: "", GATEWAY_POLICY: policy };
      expect(faultsOf({ ...none, ...EU })).toEqual([]);
      expect(faultsOf(none)).toEqual(["WAKAPAY_EU_API_KEY is missing", "WAKAPAY_EU_API_SECRET is missing"]);
    });

    test("names their secrets, so that two accounts never share one", () => {
      expect(secretNames("default")).toEqual(["WAKAPAY_API_KEY", "WAKAPAY_API_SECRET"]);
      const names = ["a", "a-b", "ab", "a--b", "a-", "next", "api-key", "api", "default-", "a-api-key-next"];
      const secrets = ["default", ...names]
        .flatMap(secretNames)
        .flatMap((secret) => [secret, `${secret}_NEXT`]);
      expect(new Set(secrets).size).toBe(4 * (names.length + 1));
    });

    test.each(["EU", "eu_1", "1eu", "", "default", "a".repeat(33), 7])("rejects the name %j", (account) => {
      const policy = JSON.stringify({ callers: { demo: { keys: [], routes: ROUTES, account } } });
      expect(faultsOf({ ...LOCAL, GATEWAY_POLICY: policy })).toEqual([
        "policy callers.demo.account must be 1 to 32 of a-z, 0-9, and -, start with a letter, and not be default",
      ]);
    });
  });

  test("ignores incomplete next credentials, which a rotation leaves between its steps", () => {
    const nextOf = (change: object) => readAccountConfig({ ...LOCAL, ...change }, "default").nextCredentials;
    for (const blank of ["", " ", ...([null] as never[])]) {
      for (const name of ["WAKAPAY_API_KEY_NEXT", "WAKAPAY_API_SECRET_NEXT"])
        expect(nextOf({ [name]: blank })).toBeUndefined();
      const both = { WAKAPAY_API_KEY_NEXT: blank, WAKAPAY_API_SECRET_NEXT: blank };
      expect(nextOf(both)).toBeUndefined();
    }
    expect(nextOf({})).toMatchObject({ apiKey: "next-key-of-the-inside-tests" });
  });

  test("requires the rate-limit binding of a burst limit in a deployed environment", () => {
    const policy = JSON.stringify({ callers: { demo: { keys: [], burst: "medium", routes: ROUTES } } });
    const { BURST_SMALL: BURST_MEDIUM } = env;
    expect(faultsOf(DEPLOYED, { test: policy })).toEqual([
      "policy callers.demo.burst has no rate-limit binding",
    ]);
    expect(faultsOf({ ...DEPLOYED, ...(BURST_MEDIUM && { BURST_MEDIUM }) }, { test: policy })).toEqual([]);
    expect(faultsOf({ ...LOCAL, GATEWAY_POLICY: policy })).toEqual([]);
  });

  test("requires the binding CALLER_QUOTA of a quota in every environment", () => {
    const quota = { perDay: 10 };
    const policy = JSON.stringify({ callers: { demo: { keys: [], quota, routes: ROUTES } } });
    const fault = "policy callers.demo.quota requires the binding CALLER_QUOTA";
    const { CALLER_QUOTA, ...unbound } = DEPLOYED;
    expect(faultsOf(unbound, { test: policy })).toEqual([fault]);
    expect(faultsOf({ ...unbound, GATEWAY_ENVIRONMENT: "local", GATEWAY_POLICY: policy })).toEqual([fault]);
    expect(faultsOf({ ...unbound, ...(CALLER_QUOTA && { CALLER_QUOTA }) }, { test: policy })).toEqual([]);
    expect(faultsOf(unbound)).toEqual([]);
  });

  test("rejects an unknown location hint", () => {
    expect(readConfig({ ...LOCAL, WAKAPAY_LOCATION_HINT: "weur" }, POLICIES).locationHint).toBe("weur");
    expect(faultsOf({ ...LOCAL, WAKAPAY_LOCATION_HINT: "mars" })).toEqual([
      "WAKAPAY_LOCATION_HINT must be one of: wnam, enam, sam, weur, eeur, apac, oc, afr, me",
    ]);
  });
});
