import type { Declarations } from "./declarations.ts";

/**
 * Returns all declarations that a caller of an entry point can see, sorted by name. Declarations
 * without `export` are those that an exported declaration mentions.
 */
export function publicSurface({ texts, exported }: Declarations): string {
  const seen = new Set<string>();

  function visit(name: string): void {
    if (seen.has(name)) return;
    seen.add(name);
    for (const text of texts.get(name) ?? []) {
      for (const [typeName] of text.matchAll(/\b[A-Z]\w*/g)) if (texts.has(typeName)) visit(typeName);
    }
  }

  exported.forEach(visit);
  return [...seen]
    .sort()
    .flatMap((name) => {
      const bare = (texts.get(name) ?? []).map((text) => text.replace(/^export (declare )?|^declare /, ""));
      return exported.has(name) ? bare.map((text) => `export ${text}`) : bare;
    })
    .join("\n\n");
}
