import { readFileSync } from "node:fs";

const config = readFileSync(new URL("../wrangler.jsonc", import.meta.url), "utf8");
const [, date] = /"compatibility_date": "(\d{4}-\d\d-\d\d)"/.exec(config) ?? [];
const [, flags] = /"compatibility_flags": (\[[^\]]*\])/.exec(config) ?? [];
if (date === undefined || flags === undefined) {
  throw new TypeError("wrangler.jsonc must set compatibility_date and compatibility_flags");
}

/** The compatibility date of `wrangler.jsonc`. */
export const compatibilityDate: string = date;

/** The compatibility flags of `wrangler.jsonc`. */
export const compatibilityFlags: string[] = JSON.parse(flags);
