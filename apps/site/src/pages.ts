import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const ROOT: string = fileURLToPath(new URL("../../../", import.meta.url));

const { homepage }: { homepage: string } = JSON.parse(
  readFileSync(`${ROOT}packages/auth-core/package.json`, "utf8"),
);

/** The address of the repository. */
export const REPOSITORY: string = homepage.replace(/\/tree\/.*/, "");

const INDEX = "docs/README.md";

/** A page of the site, and the Markdown file that it is made from. */
export interface Page {
  /** The file, relative to the repository. */
  readonly file: string;
  /** The path of the page without its extension, such as `auth-core/redis`. */
  readonly path: string;
  /** The text of the link to it. */
  readonly title: string;
}

/** A group of pages in the sidebar. */
export interface Section {
  readonly title: string;
  readonly pages: readonly Page[];
}

/** Reads the sections and pages of the index of the documentation. */
export function readSections(): readonly Section[] {
  return readFileSync(`${ROOT}${INDEX}`, "utf8")
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = ""] = section.split("\n", 1);
      const links = [...section.matchAll(/^- \[([^\]]+)\]\(([^)#]+\.md)\)/gm)];
      const pages = links.map(([, text = "", link = ""]) => {
        const file = posix.join(posix.dirname(INDEX), link);
        return { file, path: pathOf(file), title: text };
      });
      return { title, pages };
    });
}

/**
 * Returns the path of a page: `packages/auth-core/README.md` is `auth-core/index`,
 * `packages/auth-core/docs/redis.md` is `auth-core/redis`, and `apps/bench/README.md` is
 * `apps/bench/index`.
 */
export function pathOf(file: string): string {
  return file
    .replace(/^(?:packages|docs)\//, "")
    .replace(/\/docs\//, "/")
    .replace(/README\.md$/, "index.md")
    .replace(/\.md$/, "")
    .toLowerCase();
}
