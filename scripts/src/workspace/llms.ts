import { posix } from "node:path";

/** The index that {@link llmsText} is written from. */
export const INDEX = "docs/README.md";

/**
 * Returns the text of `llms.txt`: the name and summary of the README, and the sections of the index
 * with links from the root folder. See https://llmstxt.org for the format.
 */
export function llmsText(readme: string, index: string): string {
  const [, title = ""] = /^# (.*)$/m.exec(readme) ?? [];
  const [, summary = ""] = /^(?![#[!|<`\s])(.*?)\n\n/ms.exec(readme) ?? [];
  const sections = index
    .slice(index.indexOf("\n## ") + 1)
    .replaceAll(/\n {2}/g, " ")
    .replaceAll(/\]\(([^)]+)\)/g, (_, path: string) => `](${posix.join(posix.dirname(INDEX), path)})`);
  return `# ${title}\n\n> ${summary.replaceAll("\n", " ")}\n\n${sections}`;
}

/** Pages that the index leaves out. Decisions have their own index. */
const UNLISTED =
  /\/test\/|^\.|^docs\/decisions\/\d|^(?:docs\/)?README\.md$|^apps\/site\/home\.md$|CHANGELOG\.md$/;

/** Returns the Markdown files that the index must list and does not. */
export function missingPages(index: string, files: readonly string[]): string[] {
  const links = [...index.matchAll(/\]\(([^)#]+)/g)].map(([, path = ""]) => path);
  const listed = new Set(links.map((path) => posix.join(posix.dirname(INDEX), path)));
  return files.filter((file) => file.endsWith(".md") && !UNLISTED.test(file) && !listed.has(file));
}
