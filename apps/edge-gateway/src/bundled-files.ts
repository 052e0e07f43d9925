import production from "../policy/production.json" with { type: "text" };
import test from "../policy/test.json" with { type: "text" };
import wrangler from "../wrangler.jsonc" with { type: "text" };
import type { ConfigFiles } from "./config/config.ts";

/**
 * The configuration files, bundled with the Worker: a variable can hold only 5 kB.
 *
 * They are text, because a bundler that parses JSON drops duplicate members without an error.
 */
export const bundledFiles: ConfigFiles = { policies: { test, production }, wrangler };
