import { readFileSync } from "node:fs";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** WakaPay's page, as its text reads. */
export const page = read("page.txt");

/** The samples of the page, in its order, by the headings of `samples.md`. */
export const samples: ReadonlyMap<string, string> = new Map(
  [...read("samples.md").matchAll(/^## ([^\n]+)\n\n```\w+\n(.*?)^```$/gms)].map(
    ([, name = "", code = ""]) => [name, code],
  ),
);

/** One of them, with the host changed. */
export function sample(name: string, url: string): string {
  const code = samples.get(name);
  if (code === undefined) throw new Error(`samples.md has no «${name}»`);
  return code.replaceAll("https://api.test.wakapay.io", url);
}
