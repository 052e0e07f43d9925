import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOf, errorCodeIn, NEXT_VERSIONS } from "./frameworks.ts";
import { buildNextApplication, type NextApplication } from "./next-application.ts";
import { fiveScenarios } from "./scenarios.ts";
import { startWorld } from "./world.ts";

/** Two pages that call WakaPay before Next.js knows that they are dynamic. */
const PAGES = {
  "app/layout.js": `
import { createElement } from "react";
export default function Layout({ children }) {
  return createElement("html", null, createElement("body", null, children));
}`,
  "app/careless/page.js": `
import { createTokenManager } from "@wakapay/auth-core";
import { headers } from "next/headers";
let wakapay;
export default async function Page() {
  if (process.env.WAKAPAY_BASE_URL === undefined) await headers();
  wakapay ??= createTokenManager({
    baseUrl: process.env.WAKAPAY_BASE_URL,
    apiKey: process.env.WAKAPAY_API_KEY,
    apiSecret: process.env.WAKAPAY_API_SECRET,
    allowInsecureLoopback: true,
  });
  const response = await wakapay.fetch("/business/balance?currency=USD");
  const { call } = await response.json();
  await headers();
  return "call " + call + ";";
}`,
  "app/careful/page.js": `
import { headers } from "next/headers";
import { callWakapay } from "../../lib/wakapay.ts";
export default async function Page() {
  if (process.env.WAKAPAY_BASE_URL === undefined) await headers();
  const response = await callWakapay("/business/balance?currency=USD");
  const { call } = await response.json();
  await headers();
  return "call " + call + ";";
}`,
};

describe.each(NEXT_VERSIONS)("Next.js %s", (version) => {
  let application: NextApplication | undefined;
  beforeAll(async () => {
    application = await buildNextApplication(version, PAGES);
  }, 600_000);
  afterAll(() => application?.remove());

  let url = "";
  async function load() {
    if (application === undefined) throw new Error("The application was not built.");
    const started = await application.start();
    url = started.url;
    return clientOf(url, started.stop);
  }

  fiveScenarios({ load, errorCodeOf: ({ error }) => errorCodeIn(error) });

  /** Returns which call's response each of four requests in turn shows. */
  async function callsShownBy(path: string): Promise<unknown[]> {
    const shown: unknown[] = [];
    for (let request = 0; request < 4; request++) {
      const text = await (await fetch(`${url}${path}`)).text();
      shown.push(Number(/call\W+(\d+)/.exec(text)?.[1]));
    }
    return shown;
  }

  it("returns a new balance for every request, unlike a manager without `no-store`", async () => {
    let call = 0;
    const routes = { "GET /business/balance": () => Response.json({ call: ++call }) };
    const { sandbox } = await startWorld({ load, routes });
    expect(await callsShownBy("/balance")).toEqual([1, 2, 3, 4]);
    expect(await callsShownBy("/careful")).toEqual([5, 6, 7, 8]);
    expect(sandbox.exchanges()).toBe(1);
    const isCached = Number.parseInt(version, 10) < 15;
    expect(await callsShownBy("/careless")).toEqual(isCached ? [9, 10, 10, 10] : [9, 10, 11, 12]);
  });
});
