import type { Declarations } from "./declarations.ts";

/**
 * Everything that a caller of an entry point can see, in the order of the names. What stands there without `export` is
 * named by something that is exported.
 */
export function publicSurface({ texts, exported }: Declarations): string {
  const seen = new Set<string>();

  function see(name: string): void {
    if (seen.has(name)) return;
    seen.add(name);
    for (const text of texts.get(name) ?? []) {
      for (const [typeName] of text.matchAll(/\b[A-Z]\w*/g)) if (texts.has(typeName)) see(typeName);
    }
  }

  exported.forEach(see);
  return [...seen]
    .sort()
    .flatMap((name) => {
      const bare = (texts.get(name) ?? []).map((text) => text.replace(/^export (declare )?|^declare /, ""));
      return exported.has(name) ? bare.map((text) => `export ${text}`) : bare;
    })
    .join("\n\n");
}
