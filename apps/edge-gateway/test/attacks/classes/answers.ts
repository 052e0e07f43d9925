import { expect } from "vitest";
import type { Attack, AttackClass, Expected } from "../attack.ts";
import { posts, sends } from "../request-text.ts";

const UNKNOWN = /"outcome":"unknown"/;

function answering(name: string, expected: Expected, leftOver: RegExp = /canary/i): Attack {
  return {
    name: `WakaPay answers \`${name}\``,
    expected,
    request: sends({ target: `/business/answers/${name}` }),
    also: ({ answer }) => expect(answer.text).not.toMatch(leftOver),
  };
}

/** The same to a POST, which may have been applied. */
function answeringPost(name: string, expected: Expected): Attack {
  return {
    name: `WakaPay answers a POST \`${name}\``,
    expected,
    request: posts({ target: `/business/answers/${name}`, body: "{}" }),
    also: ({ answer }) => expect(answer.body).toMatch(UNKNOWN),
  };
}

const redirected = {
  status: 502,
  problem: "upstream_redirected",
  reaching: 1,
  and: "no address, and nobody else is asked",
} as const;
const unusable = { status: 502, problem: "upstream_unreachable", reaching: 1 } as const;
const cleaned = { status: 200, reaching: 1, and: "none of it comes down" } as const;

/** What an upstream that was taken over, or that is careless, might send. */
export const answers: AttackClass = {
  title: "Redirects and answer hygiene",
  attacks: [
    ...[300, 301, 302, 303, 307, 308].map((status) => answering(`redirect-${status}`, redirected)),
    answeringPost("redirect-303", { ...redirected, and: "whether it was applied is not known" }),
    answering("status-101", unusable),
    answering("status-600", unusable),
    answeringPost("status-999", { ...unusable, and: "whether it was applied is not known" }),
    answering("cookies", cleaned),
    answering("banners", cleaned),
    answering("credentials", cleaned),
    answering("challenge", { ...cleaned, status: 403 }),
    answering("nominated", cleaned),
    answering("addresses", { ...cleaned, status: 201 }),
    answering("imposter", { ...cleaned, and: "the gateway's own words stand" }),
    answering("garbage", {
      status: 502,
      problem: "upstream_unreachable",
      reaching: 2,
      and: "asked once more, since it is a GET",
    }),
    answering("split", { ...cleaned, and: "the second answer goes to nobody" }),
  ],
};
