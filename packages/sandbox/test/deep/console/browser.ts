import { type ServedSandbox, type ServeOptions, serve } from "@wakapay/sandbox/serve";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { type Client, createClient } from "../../client.ts";

/** The credentials of the sandboxes. Pages must not contain them. */
export const credentials = {
  apiKey: "key-of-the-browser-canary-tests",
  apiSecret: "canary-secret-of-the-browser-tests",
  account: "acme",
};

/** A page of the console of a new sandbox. */
export interface OpenConsole {
  readonly sandbox: ServedSandbox;
  readonly api: Client;
  readonly page: Page;
  readonly context: BrowserContext;
}

/**
 * Starts Chromium for the tests of a file, and returns a function that opens the console.
 *
 * After each test, checks that no page reported an error, sent a request to another host, or
 * contained a secret.
 */
export function useConsole(): (
  options?: Partial<ServeOptions> & { browser?: BrowserContextOptions; expectErrors?: RegExp },
) => Promise<OpenConsole> {
  let browser: Browser;
  let ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: inject("chromium"),
      // Chromium's own sandbox cannot start for root, as in a container.
      chromiumSandbox: process.getuid?.() !== 0,
    });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const ending = ends.reverse();
    ends = [];
    for (const end of ending) await end();
  });

  return async ({ browser: contextOptions = {}, expectErrors = /^$/, ...options } = {}) => {
    const sandbox = await serve({ credentials: [credentials], ...options });
    const context = await browser.newContext({
      ...contextOptions,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(15_000);
    const errors: string[] = [];
    const foreign: string[] = [];
    context.on("page", (page) => {
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
      });
      page.on("pageerror", ({ message }) => errors.push(message));
    });
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${sandbox.url}/`) && !url.startsWith("blob:")) foreign.push(url);
    });
    const page = await context.newPage();
    ends.push(async () => {
      const contents = await Promise.all(context.pages().map((one) => one.content()));
      const addresses = context.pages().map((one) => one.url());
      await context.close();
      await sandbox.close();
      expect(errors.filter((text) => !expectErrors.test(text))).toEqual([]);
      expect(foreign).toEqual([]);
      expect([...contents, ...addresses].join("\n")).not.toContain("canary");
    });
    await page.goto(`${sandbox.url}/`);
    return { sandbox, api: createClient({ fetch, url: sandbox.url }), page, context };
  };
}

/** Sends requests with every kind of outcome, so that a page shows all of its parts. */
export async function tellStory({ sandbox, api }: Pick<OpenConsole, "sandbox" | "api">): Promise<void> {
  const token = await api.token(credentials);
  await api.balance(`Bearer ${token}`);
  await api.exchange({ ...credentials, account: undefined, apiSecret: "wrong" });
  sandbox.configure({ lifetimeSeconds: 60 });
  const short = await api.token(credentials);
  sandbox.clock.advance(72);
  await api.balance(`Bearer ${short}`);
  const last = await api.token(credentials);
  sandbox.revoke(sandbox.state().tokens[0]?.tokenId);
  await api.balance(`Bearer ${token}`);
  sandbox.fault({ status: 503, retryAfter: 2, times: 3 });
  await api.exchange(credentials);
  await api.balance(`Bearer ${last}`);
}
