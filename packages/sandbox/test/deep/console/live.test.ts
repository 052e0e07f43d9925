import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { credentials, useConsole } from "./browser.ts";

describe.skipIf(inject("chromium") === "")("in Chromium, the live console", () => {
  const open = useConsole();

  test("shows requests as they arrive, newest first, without a reload", async () => {
    const { api, page } = await open();
    await page.getByText("No requests yet").waitFor();
    await page.evaluate(() => document.body.setAttribute("data-not-reloaded", ""));
    await page.locator("#connection", { hasText: "Live" }).waitFor();
    const token = await api.token(credentials);
    await api.balance(`Bearer ${token}`);
    await page.locator("#entry-2").waitFor();
    expect(await page.locator("tr.request").first().getAttribute("id")).toBe("entry-2");
    expect(await page.locator("#count").textContent()).toBe("2 requests");
  });

  test("keeps focus and open parts while the page changes", async () => {
    const { api, page } = await open();
    await api.exchange(credentials);
    await page.locator("#open-1").focus();
    await page.locator("#chart-table summary").click();
    await page.locator("#open-1").focus();
    await api.exchange(credentials);
    await page.locator("#entry-2").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("open-1");
    expect(await page.locator("#chart-table").getAttribute("open")).not.toBeNull();
  });

  test("tells screen readers the number of requests, not each request", async () => {
    const { api, page } = await open();
    await page.locator("#connection", { hasText: "Live" }).waitFor();
    await api.exchange(credentials);
    await expect.poll(() => page.locator("#announcer").textContent()).toBe("1 request");
  });

  test("shows in two tabs what happens in one", async () => {
    const { sandbox, api, page, context } = await open();
    const other = await context.newPage();
    await other.goto(`${sandbox.url}/_sandbox/console/tokens`);
    await api.exchange(credentials);
    await other.getByRole("heading", { name: "1 live token" }).waitFor();
    await page.locator("#entry-1").waitFor();
    await page.getByRole("link", { name: "Tokens" }).click();
    await page.getByText("Revoke all…").click();
    await page.getByRole("button", { name: "Revoke all" }).click();
    await other.bringToFront();
    await other.getByRole("heading", { name: "0 live tokens" }).waitFor();
  });

  test("connects again to a sandbox that restarts, and shows its journal", async () => {
    const { sandbox, api, page } = await open({ expectErrors: /ERR_/ });
    await api.exchange(credentials);
    await page.locator("#entry-1").waitFor();
    await sandbox.close();
    await page.locator("#connection", { hasText: "Disconnected" }).waitFor();
    const restarted = await serve({ credentials: [credentials], port: Number(new URL(sandbox.url).port) });
    onTestFinished(() => restarted.close());
    await page.locator("#connection", { hasText: "Live" }).waitFor();
    await page.getByText("No requests yet").waitFor();
    await api.exchange(credentials);
    await page.locator("#entry-1").waitFor();
  });

  test("stays quick with 10,000 requests", async () => {
    const { sandbox, api, page } = await open();
    const token = await api.token(credentials);
    const call = () =>
      sandbox.fetch(`${sandbox.url}/business/balance?currency=USD`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    for (let index = 0; index < 10_000; index += 100) await Promise.all(Array.from({ length: 100 }, call));
    await page.getByText("10,000 requests").waitFor();
    expect(await page.locator("tr.request").count()).toBe(50);
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(1500);
    // The longest time in which the page did not react, while 500 more requests arrive.
    const longestMs = page.evaluate(async () => {
      let longest = 0;
      let last = performance.now();
      const end = last + 2000;
      while (last < end) {
        await new Promise((resolve) => setTimeout(resolve));
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }
      return longest;
    });
    for (let index = 0; index < 500; index += 10) await Promise.all(Array.from({ length: 10 }, call));
    expect(await longestMs).toBeLessThan(500);
    await page.getByRole("link", { name: /older requests/ }).click();
    await page.getByRole("link", { name: /newer requests/ }).click();
    await page.locator("select[name=outcome]").selectOption("rejected");
    await page.getByText("No request matches these filters.").waitFor();
  });
});
