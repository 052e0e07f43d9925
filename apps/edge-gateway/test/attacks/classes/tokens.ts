import { expect } from "vitest";
import type { Attack, AttackClass, Outcome } from "../attack.ts";
import { type AttackerTokens, NOW, OTHER_ENVIRONMENT, TOKEN_ISSUER } from "../token-issuer.ts";

const responses = new Set<string>();

/** Checks that every invalid token gets the same response. */
function checkSameResponse({ response: { headers, body } }: Outcome): void {
  const { requestId, ...document } = JSON.parse(body);
  responses.add(JSON.stringify([document, headers.get("www-authenticate")]));
  expect(responses.size).toBe(1);
}

type TokenFrom = (tokens: AttackerTokens) => string;

function withToken(tokenFrom: TokenFrom): Attack["request"] {
  return ({ tokens }) => ({ key: null, headers: [`Authorization: Bearer ${tokenFrom(tokens)}`] });
}

function invalid(name: string, tokenFrom: TokenFrom): Attack {
  return {
    name,
    request: withToken(tokenFrom),
    expected: { status: 401, problem: "token_refused" },
    check: checkSameResponse,
  };
}

function valid(name: string, tokenFrom: TokenFrom): Attack {
  return { name, request: withToken(tokenFrom), expected: { status: 200 } };
}

/** Invalid tokens. The response does not say what is wrong with them. */
export const tokens: AttackClass = {
  title: "Tokens of identity providers",
  description: `Tokens (JWT) that are forged, stolen, or meant for another gateway. They all get the same
response, which does not say what is wrong with them. The gateway never follows an address in them.`,
  attacks: [
    valid("valid token", ({ sign }) => sign()),
    valid("valid token with `jku`, `x5u`, and `jwk` in its header", ({ sign, thief }) =>
      sign({}, { jku: thief.url, x5u: thief.url, jwk: thief.jwk }),
    ),
    invalid("unsigned token (`none`)", ({ unsigned }) => unsigned({ alg: "none" })),
    invalid("unsigned token (`None`)", ({ unsigned }) => unsigned({ alg: "None" })),
    invalid("unsigned token that claims ES256", ({ unsigned }) => unsigned({})),
    invalid("HS256 with the public key as the secret", ({ signHs256 }) => signHs256()),
    invalid("ES256 signature of the attacker's own key, with the issuer's `kid`", ({ thief }) =>
      thief.sign(),
    ),
    invalid("`jwk` in the header with the attacker's key", ({ thief }) => thief.sign({}, { jwk: thief.jwk })),
    invalid("`jku` in the header with the attacker's address", ({ thief }) =>
      thief.sign({}, { jku: thief.url }),
    ),
    invalid("`x5u` in the header with the attacker's address", ({ thief }) =>
      thief.sign({}, { x5u: thief.url }),
    ),
    invalid("`x5c` in the header with the attacker's certificate", ({ thief }) =>
      thief.sign({}, { x5c: ["MIIB"] }),
    ),
    invalid("critical header that the gateway does not know", ({ sign }) =>
      sign({}, { crit: ["canary"], canary: true }),
    ),
    invalid("unencoded payload (`b64: false`)", ({ sign }) => sign({}, { crit: ["b64"], b64: false })),
    invalid("foreign issuer", ({ sign }) => sign({ iss: "https://canary.example" })),
    invalid("issuer with a slash at the end", ({ sign }) => sign({ iss: `${TOKEN_ISSUER}/` })),
    invalid("foreign audience", ({ sign }) => sign({ aud: "https://canary.example" })),
    invalid("token of another environment", ({ sign }) => sign({ aud: OTHER_ENVIRONMENT })),
    invalid("no audience", ({ sign }) => sign({ aud: undefined })),
    invalid("no `exp`", ({ sign }) => sign({ exp: undefined })),
    invalid("no `iat`", ({ sign }) => sign({ iat: undefined })),
    invalid("expired", ({ sign }) => sign({ iat: NOW - 600, exp: NOW - 300 })),
    invalid("not yet valid", ({ sign }) => sign({ nbf: NOW + 3_000, exp: NOW + 3_300 })),
    invalid("issued in the future", ({ sign }) => sign({ iat: NOW + 3_000, exp: NOW + 3_300 })),
    invalid("valid for ten years", ({ sign }) => sign({ exp: NOW + 315_360_000 })),
    invalid("`exp` that is infinite as a number", ({ signText, text }) =>
      signText(text({}).replace(/"exp":\d+/, '"exp":1e999')),
    ),
    invalid("subject of another service", ({ sign }) => sign({ sub: "canary" })),
    invalid("subject in other letter case", ({ sign }) => sign({ sub: "SERVICE:WIDE" })),
    invalid("rules of two callers match", ({ sign }) => sign({ team: "narrow" })),
    invalid("payload replaced after signing", ({ sign, unsigned }) => {
      const [header, , signature] = sign({ sub: "canary" }).split(".");
      return [header, unsigned({}).split(".")[1], signature].join(".");
    }),
    invalid("signature of another valid token", ({ sign }) => {
      const [header, payload] = sign().split(".");
      return [header, payload, sign({ sub: "canary" }).split(".")[2]].join(".");
    }),
    invalid("subject twice in the payload", ({ signText, text }) =>
      signText(text({ sub: "canary" }).replace("{", '{"sub":"service:wide",')),
    ),
    invalid("algorithm twice in the header", ({ signText, text }) =>
      signText(text({}), '{"alg":"none","alg":"ES256","kid":"attacked-1"}'),
    ),
    ...["../../canary", "' OR 1=1 --", "__proto__", "constructor", "https://canary.example/key"].map((kid) =>
      invalid(`\`kid\` that is \`${kid}\``, ({ sign }) => sign({}, { kid })),
    ),
    invalid("empty `kid`", ({ sign }) => sign({}, { kid: "" })),
    invalid("no `kid`", ({ sign }) => sign({}, { kid: undefined })),
    invalid("claim with the name of an inherited property", ({ sign }) =>
      sign({ sub: undefined, ["__proto__"]: { sub: "service:wide" } }),
    ),
    invalid("9,000 characters", ({ sign }) => sign({ canary: "x".repeat(6_700) })),
    invalid("payload of 2,900 nested lists", ({ signText }) => signText("[".repeat(2_900))),
    invalid("encrypted token (five parts)", ({ sign }) => `${sign()}.x.y`),
    invalid("padding in the signature", ({ sign }) => `${sign()}==`),
    {
      name: "token in `Cf-Access-Jwt-Assertion`, without Cloudflare Access in the policy",
      request: ({ tokens }) => ({
        key: null,
        headers: [`Cf-Access-Jwt-Assertion: ${tokens.sign()}`],
      }),
      expected: { status: 401, problem: "key_missing" },
    },
    {
      name: "token in the query",
      request: ({ tokens }) => ({
        key: null,
        target: `/business/balance?currency=USD&access_token=${tokens.sign()}`,
      }),
      expected: { status: 401, problem: "key_missing" },
    },
  ],
};
