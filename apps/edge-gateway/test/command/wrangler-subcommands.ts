/** The subcommands of wrangler that the documents of the gateway contain. */
export const WRANGLER_SUBCOMMANDS: readonly string[] = [
  "deploy",
  "login",
  "rollback",
  "secret delete",
  "secret put",
  "versions deploy",
  "versions secret put",
];
