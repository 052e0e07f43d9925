import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DefaultTheme, defineConfig } from "vitepress";
import { describePage } from "../src/describe-page.ts";
import { REPOSITORY, readSections, type Section } from "../src/pages.ts";

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

const TITLE = "WakaPay Auth";
const DESCRIPTION = "Tokens for the WakaPay Business API: a token manager, an edge gateway, and a sandbox";

export default defineConfig({
  title: TITLE,
  description: DESCRIPTION,
  lang: "en",
  srcDir: "dist/pages",
  outDir: "dist/site",
  cleanUrls: true,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: "/favicon.svg" }]],
  transformPageData(page, { siteConfig }) {
    if (page.frontmatter.layout === "home") return;
    const text = readFileSync(join(siteConfig.srcDir, page.relativePath), "utf8");
    const { description, group } = describePage(page.relativePath, text);
    return group === undefined
      ? { description }
      : { description, titleTemplate: `:title · ${group} | ${TITLE}` };
  },
  transformHead: ({ title, description }) => [
    ["meta", { property: "og:type", content: "website" }],
    ["meta", { property: "og:site_name", content: TITLE }],
    ["meta", { property: "og:title", content: title }],
    ["meta", { property: "og:description", content: description }],
  ],
  // The diagrams follow the color scheme of the system, so the pages do too.
  appearance: "force-auto",
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(md) {
      const render = md.renderer.rules.image;
      // A diagram scrolls in its own box on a phone. The keyboard can reach the box.
      md.renderer.rules.image = (tokens, index, ...rest) => {
        const image = render?.(tokens, index, ...rest) ?? "";
        if (!tokens[index]?.attrGet("src")?.endsWith(".svg")) return image;
        return `<span class="diagram" tabindex="0" role="group" aria-label="Diagram">${image}</span>`;
      };
    },
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        /** Adds the part of the product to a title such as "Policy". */
        _render(text, env, md) {
          const html = md.render(text, env);
          const { group } = describePage(env.relativePath, text);
          return group === undefined ? html : html.replace(/(<h1[^>]*>[^<]*)/, `$1· ${group} `);
        },
      },
    },
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
    socialLinks: [{ icon: "github", link: REPOSITORY, ariaLabel: "Repository" }],
    outline: { level: [2, 3] },
    docFooter: { prev: "Previous", next: "Next" },
  },
});
