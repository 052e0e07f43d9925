import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { serve } from "../../src/serve.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const other = { apiKey: "key-of-another", apiSecret: "secret-of-another" };

/** The tokens of a run that exchanges these credentials one after another. */
async function tokensOf(seed: string | undefined, at: number, pairs: readonly object[]): Promise<string[]> {
  const sandbox = createSandbox({ credentials: [credentials, other], seed, now: () => at });
  const client = createClient(sandbox);
  const tokens: string[] = [];
  for (const pair of pairs) tokens.push(await client.token(pair));
  return tokens;
}

describe("seed", () => {
  test("makes equal tokens in every run, at any time", async () => {
    const first = await tokensOf("a", 0, [credentials, credentials]);
    expect(await tokensOf("a", 1_800_000_000_999, [credentials, credentials])).toEqual(first);
    expect(new Set(first).size).toBe(2);
    expect(decodeJwt(first[0] ?? "")).toEqual({
      sub: "account-1",
      iat: Date.UTC(2100, 0) / 1000,
      exp: Date.UTC(2100, 0) / 1000 + 3600,
      jti: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
    });
  });

  test("numbers the tokens of each account on its own", async () => {
    const [first, second] = await tokensOf("a", 0, [credentials, credentials]);
    const [others, ...own] = await tokensOf("a", 0, [other, credentials, credentials]);
    expect(own).toEqual([first, second]);
    expect(others).not.toBe(first);
  });

  test("makes other tokens with another seed, and random ones without", async () => {
    const runs = await Promise.all(
      ["a", "b", undefined, undefined].map((seed) => tokensOf(seed, 0, [credentials])),
    );
    expect(new Set(runs.flat()).size).toBe(4);
  });

  test("lets tokens expire by the clock, regardless of their exp", async () => {
    const sandbox = createSandbox({ credentials: [credentials], seed: "a", scenario: "expiring" });
    const client = createClient(sandbox);
    const token = await client.token();
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
    sandbox.clock.advance(5);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
    expect(sandbox.journal().at(-1)?.outcome).toBe("expired token");
  });

  test("does not accept a token that this run has not issued yet", async () => {
    const [token] = await tokensOf("a", 0, [credentials]);
    const sandbox = createSandbox({ credentials: [credentials], seed: "a" });
    const client = createClient(sandbox);
    await client.balance(`Bearer ${token}`);
    expect(sandbox.journal()).toMatchObject([{ status: 401, outcome: "unknown token" }]);
    expect(await client.token()).toBe(token);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  });

  test("never issues a token twice, even after a reset", async () => {
    const sandbox = createSandbox({ credentials: [credentials], seed: "a" });
    const first = await createClient(sandbox).token();
    sandbox.reset();
    expect(await createClient(sandbox).token()).not.toBe(first);
  });

  test.each(["0.0.0.0", "::"])("is refused on the address %s", async (host) => {
    const controlToken = "control-token-of-the-tests-0123456789";
    await expect(serve({ credentials: [credentials], seed: "a", host, controlToken })).rejects.toThrow(
      `\`seed\` requires a loopback \`host\` (got ${host}), because seeded tokens can be guessed. Omit \`seed\`.`,
    );
    const sandbox = await serve({ credentials: [credentials], seed: "a", host: "localhost" });
    await sandbox.close();
  });

  test.each([
    [7, "a number"],
    ["", "an empty string"],
  ])("must not be %j", (seed, received) => {
    const options = JSON.parse(JSON.stringify({ credentials: [credentials], seed }));
    expect(() => createSandbox(options)).toThrow(`\`seed\` must be a non-empty string (got ${received}).`);
  });
});
