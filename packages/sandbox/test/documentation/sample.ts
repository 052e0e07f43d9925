import { readFileSync } from "node:fs";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** The text of WakaPay's documentation page. */
export const page = read("page.txt");

/** The samples of the page in order, by the headings of `samples.md`. */
export const samples: ReadonlyMap<string, string> = new Map(
  [...read("samples.md").matchAll(/^## ([^\n]+)\n\n```\w+\n(.*?)^```$/gms)].map(
    ([, name = "", code = ""]) => [name, code],
  ),
);

/** Returns a sample with the host replaced by `url`. */
export function sample(name: string, url: string): string {
  const code = samples.get(name);
  if (code === undefined) throw new Error(`samples.md has no "${name}"`);
  return code.replaceAll("https://api.test.wakapay.io", url);
}
