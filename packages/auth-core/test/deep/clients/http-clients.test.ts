import { inspect } from "node:util";
import { isTokenError } from "@wakapay/auth-core";
import { findSecrets } from "@wakapay/auth-core/testing";
import { describe, expect, it } from "vitest";
import { secondOrigin } from "../../recipes/second-origin.ts";
import { outcomeOf } from "./client.ts";
import { httpClients } from "./http-clients.ts";
import { fiveScenarios } from "./scenarios.ts";
import { balance, credentials, payout, startWorld } from "./world.ts";

const streamOf = (text: string) => new Blob([text]).stream();

describe.each(httpClients)("$name", ({ load, streams, leaks }) => {
  fiveScenarios({ load, errorCodeOf: ({ error }) => tokenErrorIn(error)?.code });

  it("follows no redirect", async () => {
    const { sandbox, client } = await startWorld({ load });
    await using elsewhere = await secondOrigin();
    sandbox.fault({ route: "business", redirect: `${elsewhere.url}/` });
    expect(await outcomeOf(client, payout)).toMatchObject({ status: 307 });
    expect(elsewhere.received).toEqual([]);
  });

  it("keeps the caller's own Authorization header", async () => {
    const { sandbox, client } = await startWorld({ load });
    const outcome = await outcomeOf(client, { ...balance, authorization: "Bearer of-the-caller" });
    expect(outcome).toMatchObject({ status: 401 });
    expect(sandbox.journal().map(({ outcome }) => outcome)).toEqual(["unknown token"]);
  });

  it("sends a stream intact, with a new token after a 401", async () => {
    const { sandbox, client, applied } = await startWorld({ load });
    const stream = (text: string) => ({ ...payout, json: undefined, stream: streamOf(text) });
    expect(await outcomeOf(client, stream("first"))).toMatchObject({ status: 201 });
    sandbox.revoke();
    const status = streams === "sends it again" ? 201 : 401;
    expect(await outcomeOf(client, stream("second"))).toMatchObject({ status });
    expect(await outcomeOf(client, balance)).toEqual({ status: 200 });
    expect(await outcomeOf(client, stream("third"))).toMatchObject({ status: 201 });
    expect(applied).toEqual(["first", ...(status === 201 ? ["second"] : []), "third"]);
  });

  it(`shows ${leaks === undefined ? "no token" : "the token"} in its errors`, async () => {
    const { sandbox, client } = await startWorld({ load });
    const { wakapay } = await import("../../../recipes/clients/wakapay.ts");
    const secrets = [await wakapay.getToken(), credentials.apiKey, credentials.apiSecret];
    sandbox.fault({ route: "business", status: 500 });
    const { status, error } = await outcomeOf(client, payout);
    expect(status).toBe(500);
    const found = findSecrets([error, inspect(error, { depth: 9, showHidden: true })], secrets);
    expect(found.length > 0).toBe(leaks !== undefined);
  });
});

/** Returns the `TokenError` that a client threw, or that its error has as its cause. */
function tokenErrorIn(error: unknown) {
  for (const candidate of [error, Object(error).cause]) if (isTokenError(candidate)) return candidate;
  return undefined;
}
