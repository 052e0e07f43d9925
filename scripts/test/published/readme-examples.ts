/** A program of a README. */
export interface ReadmeExample {
  /** The path that the comment above the program names, or a number. */
  readonly file: string;
  readonly code: string;
  /** The lines that the program prints, as its comments say. */
  readonly prints: readonly string[];
  /** The packages that the program imports. */
  readonly imports: readonly string[];
}

const BLOCK = /(?:<!-- (\S+) -->\n+)?```(js|ts)\n(.*?)^```$/gms;
const IMPORT = /(?:from|^import) "([^".][^"]*)"/gm;

/** Returns the JavaScript and TypeScript programs of a README. */
export function readmeExamples(readme: string): ReadmeExample[] {
  return [...readme.matchAll(BLOCK)].map(([, path, language = "", code = ""], index) => {
    const specifiers = [...code.matchAll(IMPORT)].map(([, specifier = ""]) => specifier);
    return {
      file: path ?? `program-${index + 1}.${language}`,
      code,
      prints: [...code.matchAll(/^ *console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line = ""]) => line),
      imports: [...new Set(specifiers.filter((name) => !/^(?:node|cloudflare):/.test(name)).map(packageOf))],
    };
  });
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
