import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { credentials, tellStory, useConsole } from "./browser.ts";

const PATHS = [
  "/",
  "/?entry=7&before=8",
  "/?outcome=pending",
  "/_sandbox/console/tokens",
  "/_sandbox/console/steering",
  "/_sandbox/console/try-it",
  "/_sandbox/console/gateway",
];

/** Returns the violations that axe finds, as short texts. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
  });
}

describe.skipIf(inject("chromium") === "")("in Chromium, the console", () => {
  const open = useConsole();

  test.each(["light", "dark"] as const)("has no violations of axe in the %s scheme", async (colorScheme) => {
    for (const width of [390, 1280]) {
      const { sandbox, api, page } = await open({
        browser: { colorScheme, viewport: { width, height: 900 }, bypassCSP: true },
      });
      expect(await violations(page), "no requests").toEqual([]);
      await tellStory({ sandbox, api });
      for (const path of PATHS) {
        await page.goto(`${sandbox.url}${path}`);
        await page.locator("#connection", { hasText: "Live" }).waitFor();
        expect(await violations(page), `${path} at ${width}`).toEqual([]);
      }
    }
  });

  test("fits a phone: no page scrolls sideways", async () => {
    const { sandbox, api, page } = await open({ browser: { viewport: { width: 390, height: 844 } } });
    await tellStory({ sandbox, api });
    for (const path of PATHS) {
      await page.goto(`${sandbox.url}${path}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(390);
    }
  });

  test("opens and closes a request with the keyboard, after a skip link", async () => {
    const { api, page } = await open();
    await api.exchange(credentials);
    await page.locator("#entry-1").waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(
      "Skip to the content",
    );
    await page.locator("#open-1").focus();
    await page.keyboard.press("Enter");
    await page.locator("#details-1").waitFor();
    expect(await page.locator("#open-1").getAttribute("aria-expanded")).toBe("true");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("open-1");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("#details-1").count()).toBe(0);
    expect(await page.locator("#open-1").getAttribute("aria-expanded")).toBe("false");
  });

  test("works without JavaScript: reads, filters, opens, and revokes", async () => {
    const { sandbox, api, page } = await open({ browser: { javaScriptEnabled: false } });
    await tellStory({ sandbox, api });
    await page.goto(sandbox.url);
    await page.locator("select[name=outcome]").selectOption("rejected");
    await page.getByRole("button", { name: "Filter" }).click();
    expect(await page.locator("tr.request").count()).toBe(3);
    await page.locator("tr.request a").first().click();
    await page.getByText("Response headers").waitFor();
    await page.getByRole("link", { name: "Tokens" }).click();
    await page.getByText("Revoke all…").click();
    await page.getByRole("button", { name: "Revoke all" }).click();
    await page.getByText("Revoked.", { exact: true }).waitFor();
    expect(sandbox.state().tokens.filter(({ status }) => status === "live")).toEqual([]);
    expect(await page.locator("[data-copy]:visible").count()).toBe(0);
  });

  test("lets a person find the cause of five failing calls", async () => {
    const { sandbox, api, page } = await open();
    const token = await api.token(credentials);
    await api.exchange({ apiKey: credentials.apiKey, apiSecret: "wrong" });
    sandbox.clock.advance(3612);
    await api.balance(`Bearer ${token}`);
    const next = await api.token(credentials);
    sandbox.revoke();
    await api.balance(`Bearer ${next}`);
    sandbox.fault({ route: "business", status: 503, times: 1 });
    await api.balance(`Bearer ${next}`);
    await api.balance("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl");
    const causes = [
      "apiSecret does not belong to this apiKey",
      "token expired 12 s ago",
      "token was revoked",
      "fault: 503",
      "this sandbox did not issue the token: it is from another host",
    ];
    for (const cause of causes) await page.locator("tr.request .reason", { hasText: cause }).waitFor();
  });
});
