import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { credentials, useConsole } from "./browser.ts";

const controlToken = "control-token-of-the-browser-tests-0123";

describe.skipIf(inject("chromium") === "")("in Chromium, the console", () => {
  const open = useConsole();

  test("requires the control token, keeps it in the tab, and sends it as a bearer", async () => {
    const { sandbox, api, page, context } = await open({ controlToken, expectErrors: /401/ });
    await api.exchange(credentials);
    await page.getByLabel("Control token").fill("x".repeat(32));
    await page.getByRole("button", { name: "Open the console" }).click();
    await page.getByText("The sandbox does not accept this token.").waitFor();
    await page.getByLabel("Control token").fill(controlToken);
    await page.getByRole("button", { name: "Open the console" }).click();
    await page.locator("#entry-1").waitFor();
    await page.locator("#connection", { hasText: "Live" }).waitFor();
    await page.getByRole("link", { name: "Tokens" }).click();
    await page.getByText("Revoke all…").click();
    await page.getByRole("button", { name: "Revoke all" }).click();
    await page.getByRole("heading", { name: "0 live tokens" }).waitFor();
    await page.getByRole("link", { name: "Steering" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Save as scenario" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("scenario.json");
    await page.reload();
    await page.getByRole("heading", { name: "Faults" }).waitFor();
    expect(page.url()).not.toContain(controlToken);
    expect(await context.cookies()).toEqual([]);
    const other = await context.newPage();
    await other.goto(sandbox.url);
    await other.getByLabel("Control token").waitFor();
  });

  test("refuses forms and reads from a page of another origin", async () => {
    const { sandbox, page, context } = await open();
    sandbox.fault({ status: 503 });
    const attacker = createServer((_, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(
        `<form method="post" action="${sandbox.url}/_sandbox/console/actions/reset"><button>x</button></form>`,
      );
    }).listen(0, "127.0.0.1");
    await once(attacker, "listening");
    onTestFinished(() => {
      attacker.close();
      attacker.closeAllConnections();
    });
    const address = attacker.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const foreign = await context.browser()?.newPage();
    if (foreign === undefined) throw new Error("the browser has no page");
    await foreign.goto(origin);
    await foreign.getByRole("button").click();
    await foreign.getByText("not available to web pages").waitFor();
    await foreign.goto(origin);
    const outcomes = await foreign.evaluate(async (url) => {
      const attempt = (init: RequestInit) =>
        fetch(`${url}/_sandbox/console/tokens`, init).then(
          () => "read",
          () => "refused",
        );
      const frame = document.createElement("iframe");
      frame.src = url;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
      return [await attempt({ headers: { Accept: "text/html" } }), frame.contentDocument === null];
    }, sandbox.url);
    expect(outcomes).toEqual(["refused", true]);
    await foreign.close();
    expect(sandbox.state().faults).toHaveLength(1);
    await page.locator("#strip").getByText("503, until reset").waitFor();
  });
});
