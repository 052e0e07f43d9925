import { defineConfig } from "vitepress";
import { readSections } from "../src/pages.ts";

/** Returns the anchor that GitHub gives to a heading, because the links in the files use it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

export default defineConfig({
  title: "WakaPay Auth",
  description: "Tokens for the WakaPay Business API: a token manager, an edge gateway, and a sandbox",
  lang: "en",
  srcDir: "dist/pages",
  outDir: "dist/site",
  cleanUrls: true,
  // The diagrams follow the color scheme of the system, so the pages do too.
  appearance: "force-auto",
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/start" },
      { text: "Errors", link: "/errors" },
      { text: "auth-core", link: "/auth-core/" },
      { text: "Gateway", link: "/edge-gateway/" },
      { text: "Sandbox", link: "/sandbox/" },
    ],
    sidebar: readSections().map(({ title, pages }) => ({
      text: title,
      items: pages.map((page) => ({ text: page.title, link: `/${page.path.replace(/index$/, "")}` })),
    })),
    outline: { level: [2, 3] },
    docFooter: { prev: "Previous", next: "Next" },
  },
});
