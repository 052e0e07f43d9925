import { beforeAll, describe, expect, test, vi } from "vitest";
import tokensPage from "../../../docs/tokens.md?raw";
import { createAuthenticator } from "../../../src/identity/authenticate.ts";
import type { CredentialLog } from "../../../src/identity/credential-log.ts";
import { parseJson } from "../../../src/policy/parse-json.ts";
import { readPolicy } from "../../../src/policy/policy.ts";
import { NOW, type TestIssuer, testIssuer } from "./test-issuer.ts";

const GITHUB = "https://token.actions.githubusercontent.com";
const ACCESS = "https://acme.cloudflareaccess.com";
const GATEWAY = "https://gateway.example";

/** The claims of a job's token, as GitHub documents them. */
const JOB = {
  iss: GITHUB,
  aud: GATEWAY,
  sub: "repo:acme/billing:environment:production",
  environment: "production",
  ref: "refs/heads/main",
  repository: "acme/billing",
  repository_id: "74",
  repository_owner_id: "65",
  event_name: "workflow_dispatch",
  job_workflow_ref: "acme/billing/.github/workflows/check.yml@refs/heads/main",
  runner_environment: "github-hosted",
  nbf: NOW - 600,
};
/** The claims of the token that Access adds for a service token, as Cloudflare documents them. */
const SERVICE = {
  type: "app",
  iss: ACCESS,
  aud: ["4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2"],
  common_name: "e367826f93b8d71185e03fe518aff3b4.access",
  sub: "",
  exp: NOW + 86_400,
};
/** The claims of a projected service account token, as Kubernetes documents them. */
const POD = {
  iss: "https://kubernetes.default.svc.cluster.local",
  aud: [GATEWAY],
  sub: "system:serviceaccount:payments:billing",
  "kubernetes.io": { namespace: "payments", serviceaccount: { name: "billing", uid: "5a2c" } },
  nbf: NOW,
  exp: NOW + 3_607 - 7,
};

/** The policies in the page, in order. */
const policies = [...tokensPage.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = ""]) => text);
const documents: Record<string, unknown> = {};
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await testIssuer("cluster-1", "RS256");
  const keys = { keys: [issuer.jwk] };
  documents[`${GITHUB}/.well-known/openid-configuration`] = { issuer: GITHUB, jwks_uri: `${GITHUB}/jwks` };
  documents[`${GITHUB}/jwks`] = keys;
  documents[`${ACCESS}/cdn-cgi/access/certs`] = { ...keys, public_cert: {}, public_certs: [] };
});

/** Creates the gateway of a policy. The key of the tests replaces that of the example. */
function authenticatorOf(text: string) {
  const document = Object(parseJson(text));
  for (const { tokens } of Object.values<{ tokens: { jwks?: object }[] }>(document.callers))
    for (const rule of tokens) if (rule.jwks) rule.jwks = { keys: [issuer.jwk] };
  const policy = readPolicy(document);
  if ("faults" in policy) throw new TypeError(policy.faults.join());
  const fetch = async (input: unknown) => Response.json(documents[String(input)]);
  const authenticate = createAuthenticator(policy.callers, { now: () => NOW * 1_000, fetch });
  return (headers: Record<string, string>, log: CredentialLog = {}) =>
    authenticate(new Request(GATEWAY, { headers }), undefined, log);
}

const REFUSED = { problem: "token_refused", message: expect.stringContaining("requestId") };

test("docs/tokens.md contains valid policies", () => {
  expect(policies).toHaveLength(5);
  for (const text of policies) expect(readPolicy(parseJson(text))).toHaveProperty("callers");
});

describe("the example of GitHub Actions", () => {
  test("accepts a job of the environment", async () => {
    const authenticate = authenticatorOf(policies[1] ?? "");
    const authorization = `Bearer ${await issuer.sign(JOB)}`;
    expect(await authenticate({ authorization })).toMatchObject({ name: "deploy-checks" });
  });

  test.each<[string, object]>([
    ["another repository of the same name", { repository_id: "75" }],
    ["a pull request, which has no environment", { environment: undefined, event_name: "pull_request" }],
    ["another environment", { environment: "staging" }],
    ["the audience that GitHub sets by default", { aud: "https://github.com/acme" }],
  ])("refuses %s", async (_, claims) => {
    const authenticate = authenticatorOf(policies[1] ?? "");
    const authorization = `Bearer ${await issuer.sign({ ...JOB, ...claims })}`;
    await expect(authenticate({ authorization })).rejects.toMatchObject(REFUSED);
  });
});

describe("the example of Cloudflare Access", () => {
  test("accepts the header that Access sets, or the token in Authorization", async () => {
    const authenticate = authenticatorOf(policies[2] ?? "");
    const token = await issuer.sign(SERVICE);
    const name = "reporting";
    expect(await authenticate({ "cf-access-jwt-assertion": token })).toMatchObject({ name });
    expect(await authenticate({ authorization: `Bearer ${token}` })).toMatchObject({ name });
  });

  test("ignores that header if the request has Authorization", async () => {
    const authenticate = authenticatorOf(policies[2] ?? "");
    const headers = { authorization: "Bearer wgk_x", "cf-access-jwt-assertion": await issuer.sign(SERVICE) };
    await expect(authenticate(headers)).rejects.toMatchObject({ problem: "key_refused" });
  });

  test.each<[string, object]>([
    ["another service token", { common_name: "other.access" }],
    ["another application", { aud: ["0000"] }],
    ["another team", { iss: "https://mallory.cloudflareaccess.com" }],
    ["a token that lives longer than a day", { exp: NOW + 86_401 }],
  ])("refuses %s", async (_, claims) => {
    const authenticate = authenticatorOf(policies[2] ?? "");
    const token = await issuer.sign({ ...SERVICE, ...claims });
    await expect(authenticate({ "cf-access-jwt-assertion": token })).rejects.toMatchObject(REFUSED);
  });

  test("ignores the header if no caller uses Access", async () => {
    const authenticate = authenticatorOf(policies[1] ?? "");
    const headers = { "cf-access-jwt-assertion": await issuer.sign(JOB) };
    await expect(authenticate(headers)).rejects.toMatchObject({ problem: "key_missing" });
  });
});

describe("the example of Kubernetes", () => {
  test("accepts the service account, without a request to the cluster", async () => {
    const fetched = vi.spyOn(globalThis, "fetch");
    const authenticate = authenticatorOf(policies[3] ?? "");
    const authorization = `Bearer ${await issuer.sign(POD)}`;
    expect(await authenticate({ authorization })).toMatchObject({ name: "billing" });
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  test.each<[string, object]>([
    ["another namespace", { sub: "system:serviceaccount:default:billing" }],
    ["a token for the cluster's own API", { aud: ["https://kubernetes.default.svc.cluster.local"] }],
    ["a token that lives for a year", { exp: NOW + 31_536_000 }],
  ])("refuses %s", async (_, claims) => {
    const authenticate = authenticatorOf(policies[3] ?? "");
    const authorization = `Bearer ${await issuer.sign({ ...POD, ...claims })}`;
    await expect(authenticate({ authorization })).rejects.toMatchObject(REFUSED);
  });
});
