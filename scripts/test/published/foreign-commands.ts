/** The packages of others that documents may run. npm has them all, from established projects. */
export const KNOWN_TOOLS = [
  "pnpm@12",
  "wrangler",
  "newman",
  "httpyac",
  "@usebruno/cli",
  "@redocly/cli",
  "openapi-typescript",
  "@pact-foundation/pact-cli",
];

/** The commands that download a package and run it. */
const RUNNERS =
  /\b(?:npx|bunx|npm exec|npm create|npm init|pnpm dlx|pnpm create|yarn dlx|deno run npm:)(?=[ @])/g;

/**
 * Returns the commands of a document that run a package from npm that is not allowed. An allowed
 * name without a version allows every version.
 *
 * An attacker can publish a package under a name that is still free.
 */
export function foreignCommands(text: string, allowed: readonly string[]): string[] {
  return [...text.matchAll(RUNNERS)].flatMap(({ 0: runner, index }) => {
    const words =
      text
        .slice(index + runner.length)
        .split(/[\n`]/, 1)[0]
        ?.trim()
        .split(/\s+/) ?? [];
    const named = words.find((word) => !word.startsWith("-") && word !== "…");
    if (named === undefined || allowed.includes(named) || allowed.includes(withoutVersion(named))) return [];
    return [`${runner} ${named}`];
  });
}

function withoutVersion(name: string): string {
  return name.replace(/(?!^)@.*$/, "");
}
