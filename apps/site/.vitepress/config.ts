import { type DefaultTheme, defineConfig } from "vitepress";
import { readSections, type Section } from "../src/pages.ts";

/** The last section of the index is for contributors. Its pages have a sidebar of their own. */
const sections = [...readSections()];
const contributing = sections.splice(-1);

/** Returns a section as a group of the sidebar. */
function groupOf({ title, pages }: Section): DefaultTheme.SidebarItem {
  return {
    text: title,
    items: pages.map((page) => ({ text: page.title, link: `/${page.path.replace(/index$/, "")}` })),
  };
}

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
      { text: "Command", link: "/cli/" },
    ],
    // Paths in the order in which they are tried.
    sidebar: {
      ...Object.fromEntries(
        contributing.flatMap(({ pages }) =>
          pages.map(({ path }) => [`/${path}.md`.replace(/index\.md$/, ""), contributing.map(groupOf)]),
        ),
      ),
      "/": [
        ...sections.map(groupOf),
        ...contributing.map(({ title }) => ({ text: title, link: "/contributing" })),
      ],
    },
    outline: { level: [2, 3] },
    docFooter: { prev: "Previous", next: "Next" },
  },
});
