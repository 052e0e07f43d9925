import { readFile } from "node:fs/promises";
import { describe, expect, inject, test } from "vitest";
import { credentials, tellStory, useConsole } from "./browser.ts";

describe.skipIf(inject("chromium") === "")("in Chromium, the console", () => {
  const open = useConsole();

  test("filters the requests by outcome, route, and account", async () => {
    const { sandbox, api, page } = await open();
    await tellStory({ sandbox, api });
    const rows = page.locator("tr.request");
    await expect.poll(() => rows.count()).toBe(9);
    for (const [name, value, count] of [
      ["outcome", "exchange", 3],
      ["outcome", "authorized", 2],
      ["outcome", "rejected", 3],
      ["outcome", "fault", 1],
      ["outcome", "pending", 0],
      ["outcome", "", 9],
      ["route", "/business/auth", 5],
      ["route", "/business/balance", 4],
      ["route", "", 9],
      ["account", "acme", 8],
      ["account", "", 9],
    ] as const) {
      await page.locator(`select[name=${name}]`).selectOption(value);
      await expect.poll(() => rows.count(), { message: `${name}=${value}` }).toBe(count);
      expect(new URL(page.url()).search).toBe(value === "" ? "" : `?${name}=${encodeURIComponent(value)}`);
    }
    await page.goBack();
    await expect.poll(() => rows.count()).toBe(8);
  });

  test("opens a request and copies it as curl, JavaScript, and Python", async () => {
    const { sandbox, api, page } = await open();
    await api.exchange(credentials);
    await page.locator("#open-1").click();
    const details = page.locator("#details-1");
    await details.getByText("Request headers").waitFor();
    for (const [language, text] of [
      ["curl", `curl -X POST '${sandbox.url}/business/auth'`],
      ["JavaScript", `await fetch("${sandbox.url}/business/auth"`],
      ["Python", "import requests"],
    ] as const) {
      const button = details.getByRole("button", { name: `Copy as ${language}` });
      if (!(await button.isVisible())) await details.locator("summary", { hasText: language }).click();
      await button.click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(text);
    }
    await details.getByRole("link", { name: "Close" }).click();
    await expect.poll(() => details.count()).toBe(0);
  });

  test("copies the base URL", async () => {
    const { sandbox, page } = await open();
    await page.getByRole("button", { name: "Copy the base URL" }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(sandbox.url);
  });

  test("revokes one token, then all", async () => {
    const { sandbox, api, page } = await open();
    for (let index = 0; index < 3; index += 1) await api.exchange(credentials);
    const live = () => sandbox.state().tokens.filter(({ status }) => status === "live").length;
    await page.getByRole("link", { name: "Tokens" }).click();
    await page.getByRole("heading", { name: "3 live tokens" }).waitFor();
    await page.getByRole("button", { name: "Revoke token" }).first().click();
    await page.getByRole("heading", { name: "2 live tokens" }).waitFor();
    expect(live()).toBe(2);
    await page.getByText("Revoke all…").click();
    await page.getByRole("button", { name: "Revoke all" }).click();
    await page.getByRole("heading", { name: "0 live tokens" }).waitFor();
    expect(live()).toBe(0);
  });

  test("scripts a fault, which the strip of every page shows until a reset", async () => {
    const { sandbox, api, page } = await open();
    await page.getByRole("link", { name: "Steering" }).click();
    await page.locator("select[name=route]").selectOption("auth");
    await page.getByLabel("Effect").selectOption("status");
    await page.locator("input[name=status]").fill("429");
    await page.getByLabel("Retry-After (s)").fill("7");
    await page.getByLabel("Next requests").fill("2");
    await page.getByRole("button", { name: "Script fault" }).click();
    const strip = page.locator("#strip");
    await strip.getByText("Exchanges: 429, 2 of 2 requests left").waitFor();
    expect(await page.locator("#notice").textContent()).toBe("Fault scripted.");
    const response = await api.exchange(credentials);
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    await strip.getByText("1 of 2 requests left").waitFor();
    await page.getByRole("link", { name: "Tokens" }).click();
    await strip.getByText("Reset…").click();
    await strip.getByRole("button", { name: "Reset and clear the log" }).click();
    await strip.getByText("Nothing. The sandbox responds as documented.").waitFor();
    expect(sandbox.state().faults).toEqual([]);
    expect(new URL(page.url()).pathname).toBe("/_sandbox/console/tokens");
  });

  test("shows why a form is invalid, and keeps what the user typed", async () => {
    const { page } = await open({ expectErrors: /400/ });
    await page.getByRole("link", { name: "Steering" }).click();
    await page.getByLabel("Effect").selectOption("delay");
    await page.getByRole("button", { name: "Script fault" }).click();
    await page.locator("#notice.error", { hasText: "must set at least one of" }).waitFor();
    expect(await page.getByLabel("Effect").inputValue()).toBe("delay");
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
    expect(focused).toBe("Script fault");
  });

  test("changes the settings, the clock, and the credentials", async () => {
    const { sandbox, api, page } = await open();
    await page.getByRole("link", { name: "Steering" }).click();
    await page.getByLabel("Lifetime (s)").fill("5");
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#strip").getByText("Token lifetime: 5 s").waitFor();
    expect(sandbox.state().settings).toEqual({ lifetimeSeconds: 5, singleLiveToken: true });
    for (const [button, seconds] of [
      ["+1 min", 60],
      ["+1 h", 3660],
      ["+1 d", 90_060],
    ] as const) {
      await page.getByRole("button", { name: button }).click();
      await expect.poll(() => sandbox.state().clock.advancedSeconds).toBe(seconds);
    }
    await page.getByLabel("Advance by (s)").fill("40");
    await page.getByRole("button", { name: "Advance", exact: true }).click();
    await expect.poll(() => sandbox.state().clock.advancedSeconds).toBe(90_100);
    await page.getByText("Reject credentials…").click();
    await page.getByRole("button", { name: "Reject these credentials" }).click();
    await page.locator("#notice", { hasText: "now rejects the credentials" }).waitFor();
    expect((await api.exchange(credentials)).status).toBe(401);
    await page.getByText("Replace credentials…").click();
    await page.getByLabel("New API key").fill(credentials.apiKey);
    await page.getByLabel("New API secret").fill(credentials.apiSecret);
    await page.getByRole("button", { name: "Replace" }).click();
    await page.locator("#notice", { hasText: "Credentials replaced." }).waitFor();
    expect(await page.getByLabel("New API secret").inputValue()).toBe("");
    expect(
      (await api.exchange({ apiKey: credentials.apiKey, apiSecret: credentials.apiSecret })).status,
    ).toBe(200);
  });

  test("applies a scenario and saves what is scripted as a file", async () => {
    const { sandbox, page } = await open();
    await page.getByRole("link", { name: "Steering" }).click();
    await page.getByLabel("Start with").selectOption("flaky-exchange");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.locator("#strip").getByText("Scenario flaky-exchange", { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Save as scenario" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("scenario.json");
    const saved = JSON.parse(await readFile(await download.path(), "utf8"));
    expect(saved).toEqual(JSON.parse(JSON.stringify(sandbox.scenario())));
    sandbox.reset();
    sandbox.applyScenario(saved);
    expect(sandbox.state().faults).toHaveLength(3);
  });

  test("sends each documented request and shows its response next to the documented one", async () => {
    const { sandbox, page } = await open();
    await page.getByRole("link", { name: "Try it" }).click();
    const sections = page.locator("section.try");
    await sections.first().waitFor();
    const count = await sections.count();
    expect(count).toBe(8);
    for (let index = 0; index < count; index += 1) {
      const section = sections.nth(index);
      await section.getByRole("button", { name: "Send" }).click();
      await section.getByText(/ ms$/).waitFor();
      expect(await section.locator(".differs").count()).toBe(0);
    }
    expect(sandbox.journal().map(({ status }) => status)).toEqual([
      200, 400, 400, 400, 400, 401, 200, 200, 401,
    ]);
  });
});
