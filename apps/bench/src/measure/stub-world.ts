import type { Issued, World } from "../peers/peer.ts";

/** A token of an hour with a readable expiry, as some libraries need it. */
export function createToken(name = "bench"): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  return `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: name, exp })}.${"s".repeat(43)}`;
}

/** Returns the response of the token endpoint. */
export function tokenResponse({ accessToken, expiresInSeconds }: Issued): Response {
  return Response.json({ accessToken, expiresIn: expiresInSeconds });
}

/** Creates an API that accepts every request and returns one shared, empty response. */
export function createStubWorld(): World {
  const issued: Issued = { accessToken: createToken(), expiresInSeconds: 3_600 };
  const response = new Response(null, { status: 204 });
  return {
    balanceUrl: "https://api.test.wakapay.io/business/balance?currency=USD",
    issue: async () => issued,
    fetch: async (input) => (String(input).endsWith("/business/auth") ? tokenResponse(issued) : response),
  };
}
