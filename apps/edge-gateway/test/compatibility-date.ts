import { readFileSync } from "node:fs";

const [, date] =
  /"compatibility_date": "(\d{4}-\d\d-\d\d)"/.exec(
    readFileSync(new URL("../wrangler.jsonc", import.meta.url), "utf8"),
  ) ?? [];
if (date === undefined) throw new TypeError("wrangler.jsonc names no compatibility date");

/** The day whose runtime the gateway is made for: that of `wrangler.jsonc`, which is deployed. */
export const compatibilityDate: string = date;
