import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readSections } from "../../src/pages.ts";

const SITE = inject("site");
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};
const pages = readSections().flatMap((section) => section.pages);
const addressOf = (path: string) => `/${path.replace(/index$/, "")}`;

/** Returns the file that a static host serves for an address. */
function fileOf(address: string): string | undefined {
  const path = join(SITE, decodeURIComponent(address));
  return [path, `${path}.html`, join(path, "index.html")].find((file) => extname(file) && existsSync(file));
}

const read = (address: string) => readFileSync(fileOf(address) ?? address, "utf8");
const anchorsOf = (html: string) => [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);

describe("the site", () => {
  test.each(pages)("has the page $path", ({ path }) => {
    expect(read(addressOf(path))).toMatch(/<h1 /);
  });

  test.each(pages)("describes the page $path to search engines", ({ path }) => {
    const html = read(addressOf(path));
    expect(html).toMatch(/<meta name="description" content="[^"]{10,200}">/);
    expect(html).toMatch(/<meta property="og:description" content="[^"]{10,300}">/);
  });

  test.each(pages)("has every page and heading that $path links to", ({ path }) => {
    const links = [...read(addressOf(path)).matchAll(/href="(\/[^"#]*|)(?:#([^"]+))?"/g)];
    const broken = links.filter(([, address = "", anchor]) => {
      const target = fileOf(address || addressOf(path));
      if (target === undefined) return true;
      return (
        anchor !== undefined && !anchorsOf(readFileSync(target, "utf8")).includes(decodeURIComponent(anchor))
      );
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe.skipIf(inject("chromium") === "")("in Chromium, the site", () => {
  let server: Server;
  let browser: Browser;
  let url = "";

  beforeAll(async () => {
    server = createServer(({ url: address = "/" }, response) => {
      const file = fileOf(new URL(address, "http://site").pathname);
      response.writeHead(file === undefined ? 404 : 200, {
        "content-type": TYPES[extname(file ?? "")] ?? "",
      });
      response.end(file === undefined ? "" : readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${Object(server.address()).port}`;
    browser = await chromium.launch({
      executablePath: inject("chromium"),
      chromiumSandbox: process.getuid?.() !== 0,
    });
  });

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  /** Opens an address, and checks that no request leaves the site. */
  async function open(address: string, width: number, colorScheme: "light" | "dark"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(url)) foreign.push(request.url());
    });
    await page.goto(url + address, { waitUntil: "networkidle" });
    expect(foreign).toEqual([]);
    return page;
  }

  test.each(["light", "dark"] as const)("fits a phone and a desktop in the %s scheme", async (scheme) => {
    for (const width of [390, 1280]) {
      for (const address of [
        "/",
        "/token-life",
        "/errors",
        "/auth-core/",
        "/edge-gateway/",
        "/edge-gateway/policy",
        "/performance",
      ]) {
        const page = await open(address, width, scheme);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBe(width);
        const isDark = await page.evaluate(() => document.documentElement.classList.contains("dark"));
        expect(isDark).toBe(scheme === "dark");
        await page.close();
      }
    }
  });

  test.each(["light", "dark"] as const)("can be read by everyone in the %s scheme", async (scheme) => {
    for (const address of [
      "/",
      "/start",
      "/errors",
      "/rejected-token",
      "/auth-core/clients",
      "/contributing",
    ]) {
      const page = await open(address, 1280, scheme);
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa"],
        });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
      });
      expect(violations, address).toEqual([]);
      await page.close();
    }
  });

  test("keeps diagrams and code readable on a phone", async () => {
    const page = await open("/token-life", 390, "light");
    expect((await page.locator(".diagram img").first().boundingBox())?.width).toBeGreaterThan(600);
    await page.goto(`${url}/start`);
    const code = await page.locator(".vp-doc div[class*=language-]").all();
    for (const block of code) {
      const { x = 0, width = 0 } = (await block.boundingBox()) ?? {};
      expect(x + width).toBeLessThanOrEqual(390 - 24);
    }
    await page.close();
  });

  test("names the part of the product next to a short title in the search", async () => {
    const page = await open("/edge-gateway/policy", 1280, "light");
    expect(await page.title()).toBe("Policy · Gateway | WakaPay Auth");
    await page.keyboard.press("Control+k");
    await page.locator(".VPLocalSearchBox input").fill("policy");
    await page.locator(".VPLocalSearchBox a", { hasText: "Policy · Gateway" }).first().waitFor();
    await page.close();
  });

  test("finds an error code by its name", async () => {
    const page = await open("/", 1280, "light");
    await page.keyboard.press("Control+k");
    await page.locator(".VPLocalSearchBox input").fill("rate_limited");
    await page.locator(".VPLocalSearchBox a", { hasText: "rate_limited" }).first().click();
    await page.waitForURL(/\/errors#rate_limited$/);
    await page.close();
  });
});
