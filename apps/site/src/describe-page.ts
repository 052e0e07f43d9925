/** What a search engine, a shared link, and the search of the site show of a page. */
export interface Summary {
  /** The first paragraph of the page, without Markdown. VitePress does not escape double quotes. */
  readonly description: string;
  /** The part of the product that the page is about, if its title does not name it. */
  readonly group?: string;
}

/** The parts of the product, by the first folder of a page's path. */
const GROUPS: Readonly<Record<string, string>> = {
  "auth-core": "auth-core",
  "edge-gateway": "Gateway",
  sandbox: "Sandbox",
};
const LONGEST = 200;

/**
 * Describes a page from its Markdown: "Policy" in the folder of the gateway is about the "Gateway".
 */
export function describePage(path: string, text: string): Summary {
  const [title = "", ...blocks] = text
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .trim()
    .split(/\n{2,}/);
  const paragraph = blocks.find((block) => /^(?!Status: )[\p{L}`"[*]/u.test(block)) ?? "";
  const description = shorten(toPlainText(paragraph));
  const group = path.endsWith("index.md") ? undefined : GROUPS[path.split("/")[0] ?? ""];
  const isNamed = group === undefined || title.toLowerCase().includes(group.toLowerCase());
  return isNamed ? { description } : { description, group };
}

function toPlainText(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?/g, "$1")
    .replaceAll(/[`*]/g, "")
    .replaceAll('"', "'")
    .replaceAll(/\s+/g, " ")
    .replace(/:$/, ".");
}

/** Cuts a text after its last sentence that fits, or after its last word. */
function shorten(text: string): string {
  if (text.length <= LONGEST) return text;
  const start = text.slice(0, LONGEST);
  const sentence = start.lastIndexOf(". ");
  return sentence > 0 ? start.slice(0, sentence + 1) : `${start.slice(0, start.lastIndexOf(" "))} …`;
}
