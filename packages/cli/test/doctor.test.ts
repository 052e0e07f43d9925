import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { credentials, LONG_NAME, runWakapay } from "./run-wakapay.ts";
import {
  always,
  CERTIFICATE,
  closedPort,
  startClosingServer,
  startSecureServer,
  startServer,
  wakapay,
} from "./start-server.ts";

let sandbox: ServedSandbox;
beforeAll(async () => {
  sandbox = await serve({ credentials: [credentials] });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

type Variables = Record<string, string>;

function variablesFor(baseUrl: string): Variables {
  return {
    WAKAPAY_BASE_URL: baseUrl,
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
  };
}

/** Trusts the certificate of the tests, as `NODE_EXTRA_CA_CERTS` does. */
function trustCertificate(): void {
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, CERTIFICATE]);
  onTestFinished(() => setDefaultCACertificates(before));
}

/** The faults, by the check that finds each and by its name, and how each is planted. */
const planted: Record<string, () => Variables | Promise<Variables>> = {
  "variables missing_variable": () => ({ ...variablesFor(sandbox.url), WAKAPAY_API_SECRET: "" }),
  "variables white_space": () => ({
    ...variablesFor(sandbox.url),
    WAKAPAY_API_SECRET: `${credentials.apiSecret}\n`,
  }),
  "variables placeholder": () => ({ ...variablesFor(sandbox.url), WAKAPAY_API_SECRET: "your_api_secret" }),
  "variables wrong_environment": () => ({
    ...variablesFor(sandbox.url),
    WAKAPAY_PRODUCTION_API_KEY: credentials.apiKey,
  }),
  "address wrong_environment": () => ({
    ...variablesFor(`https://${LONG_NAME}`),
    WAKAPAY_CLI_PROFILE: "test",
  }),
  "address wrong_environment on loopback": () => ({
    ...variablesFor(sandbox.url),
    WAKAPAY_CLI_PROFILE: "production",
  }),
  "address invalid_address": () => variablesFor(`https://me:${credentials.apiSecret}@wakapay.example`),
  "dns name_not_found": () => variablesFor(`https://${LONG_NAME}`),
  "connection connection_refused": async () => variablesFor(`http://127.0.0.1:${await closedPort()}`),
  "connection unknown_authority": async () =>
    variablesFor(`https://localhost:${await startSecureServer(wakapay())}`),
  "connection wrong_certificate": async () => {
    trustCertificate();
    return variablesFor(`https://127.0.0.1:${await startSecureServer(wakapay())}`);
  },
  "connection not_https": () => variablesFor(sandbox.url.replace("http:", "https:")),
  "connection connection_closed": async () => variablesFor(`https://localhost:${await startClosingServer()}`),
  "server connection_closed": async () =>
    variablesFor(`http://127.0.0.1:${await startSecureServer(wakapay())}`),
  "server no_response": async () => variablesFor(await startServer(() => {})),
  "server redirected": async () => variablesFor(await startServer(always(302, { location: "/login" }))),
  "server not_wakapay": async () =>
    variablesFor(await startServer(always(200, { "content-type": "text/html" }, "<h1>Log in</h1>"))),
  "server unexpected_status": () => variablesFor(`${sandbox.url}/v2`),
  "clock skewed_clock": async () => variablesFor(await startServer(wakapay({ aheadMs: 600_000 }))),
  "token credentials_rejected": () => ({
    ...variablesFor(sandbox.url),
    WAKAPAY_API_SECRET: "canary-of-production",
  }),
  "token request_rejected": () => {
    sandbox.fault({ status: 400 });
    return variablesFor(sandbox.url);
  },
  "token rate_limited": () => {
    sandbox.fault({ status: 429, retryAfter: 30 });
    return variablesFor(sandbox.url);
  },
  "token unavailable": () => {
    sandbox.fault({ status: 503 });
    return variablesFor(sandbox.url);
  },
  "token no_response": () => {
    sandbox.fault({ delayMs: 60_000 });
    return variablesFor(sandbox.url);
  },
  "token not_wakapay": () => {
    sandbox.fault({ body: "html" });
    return variablesFor(sandbox.url);
  },
  "balance token_rejected": () => {
    sandbox.fault({ route: "business", status: 401 });
    return variablesFor(sandbox.url);
  },
  "balance forbidden": () => {
    sandbox.fault({ route: "business", status: 403, skip: 1, times: 1 });
    return variablesFor(sandbox.url);
  },
  "balance rate_limited": () => {
    sandbox.fault({ route: "business", status: 429, skip: 1, times: 1 });
    return variablesFor(sandbox.url);
  },
  "balance unavailable": () => {
    sandbox.fault({ route: "business", status: 502, skip: 1, times: 1 });
    return variablesFor(sandbox.url);
  },
};

describe("doctor", () => {
  test("passes all checks with one exchange, and shows no secret", async () => {
    const { code, transcript } = await runWakapay(["doctor"], { variables: variablesFor(sandbox.url) });
    expect([code, sandbox.exchanges()]).toEqual([0, 1]);
    await expect(transcript).toMatchFileSnapshot("golden/doctor-passes.txt");
  });

  test("makes no token request with --no-token", async () => {
    const call = { variables: variablesFor(sandbox.url) };
    const { code, transcript } = await runWakapay(["doctor", "--no-token"], call);
    expect([code, sandbox.exchanges()]).toEqual([0, 0]);
    await expect(transcript).toMatchFileSnapshot("golden/doctor-no-token.txt");
  });

  test("opens no connection before the variables are set", async () => {
    const { transcript } = await runWakapay(["doctor"]);
    await expect(transcript).toMatchFileSnapshot("golden/doctor-without-variables.txt");
  });

  test("passes all checks over TLS", async () => {
    trustCertificate();
    const variables = variablesFor(`https://localhost:${await startSecureServer(wakapay())}`);
    const { code, transcript } = await runWakapay(["doctor"], { variables });
    expect(code).toBe(0);
    await expect(transcript).toMatchFileSnapshot("golden/doctor-passes-tls.txt");
  });

  test.each(Object.entries(planted))("finds %s", async (name, plant) => {
    const variables = await plant();
    const { code, stdout } = await runWakapay(["doctor", "--json", "--timeout", "1"], { variables });
    const { checks } = JSON.parse(stdout);
    const [check, fault] = name.split(" ");
    const found = checks.find((each: { name: string }) => each.name === check);
    expect(found).toMatchObject({ fault, advice: expect.any(String) });
    expect(code).toBe(checks.some(({ status }: { status: string }) => status === "failed") ? 1 : 0);
  });

  test.each([
    "variables missing_variable",
    "address wrong_environment on loopback",
    "connection unknown_authority",
    "server not_wakapay",
    "clock skewed_clock",
    "token credentials_rejected",
    "balance token_rejected",
  ])("describes %s", async (name) => {
    const variables = (await planted[name]?.()) ?? {};
    const { transcript } = await runWakapay(["doctor"], { variables });
    await expect(transcript).toMatchFileSnapshot(`golden/doctor-${name.replaceAll(" ", "-")}.txt`);
  });

  test("gives each fault its own advice or message", async () => {
    const texts: string[] = [];
    for (const name of ["token rate_limited", "token unavailable", "balance forbidden"]) {
      const { stdout } = await runWakapay(["doctor"], { variables: (await planted[name]?.()) ?? {} });
      texts.push(stdout);
      sandbox.reset();
    }
    expect(new Set(texts).size).toBe(texts.length);
  });

  test.each(["server not_wakapay", "server redirected", "clock skewed_clock"])(
    "sends the secret only to a server that responds as WakaPay does: %s",
    async (name) => {
      const isSent = name.startsWith("clock");
      const { stdout } = await runWakapay(["doctor"], { variables: (await planted[name]?.()) ?? {} });
      expect(stdout.includes("No secret is sent")).toBe(!isSent);
    },
  );

  test("says that Node.js ignores a proxy", async () => {
    const variables = {
      ...variablesFor(`http://127.0.0.1:${await closedPort()}`),
      HTTP_PROXY: "http://u:p@proxy",
    };
    const { transcript } = await runWakapay(["doctor"], { variables });
    expect(transcript).toContain("HTTP_PROXY is set, but Node.js uses it only with");
    expect(transcript).not.toContain("u:p");
  });

  test("colors only the marks, and only for a person", async () => {
    const call = { variables: variablesFor(sandbox.url), isTTY: true };
    const { transcript } = await runWakapay(["doctor"], call);
    expect(transcript).toContain("\\e[32m✓\\e[39m token ");
    expect(transcript).not.toMatch(/\\e\[3[1-3]m[^✓✗!]/);
  });
});
