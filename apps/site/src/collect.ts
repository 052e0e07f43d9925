import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { convertPage } from "./convert-page.ts";
import { pathOf, REPOSITORY, ROOT, readSections } from "./pages.ts";

const PAGES = join(import.meta.dirname, "../dist/pages");
const HOME = join(import.meta.dirname, "../home.md");

const listed = readSections().flatMap(({ pages }) => pages.map(({ file }) => file));
const decisions = globSync("docs/decisions/2*.md", { cwd: ROOT }).map((file) => file.replaceAll("\\", "/"));
const files = [...listed, ...decisions];
const targets = {
  pages: new Map(files.map((file) => [file, pathOf(file)])),
  exists: (file: string) => existsSync(`${ROOT}${file}`),
  repository: REPOSITORY,
};

if (new Set(targets.pages.values()).size < files.length) throw new Error("Two pages have the same path.");
rmSync(PAGES, { recursive: true, force: true });
for (const file of files) {
  const { text, images } = convertPage(file, readFileSync(`${ROOT}${file}`, "utf8"), targets);
  write(`${pathOf(file)}.md`, text);
  for (const image of images) copy(`${ROOT}${image}`, `public/${image}`);
}
copy(HOME, "index.md");
copy(join(import.meta.dirname, "../favicon.svg"), "public/favicon.svg");
copy(`${ROOT}docs/overview.svg`, "public/docs/overview.svg");

function write(path: string, text: string): void {
  mkdirSync(dirname(join(PAGES, path)), { recursive: true });
  writeFileSync(join(PAGES, path), text);
}

function copy(from: string, path: string): void {
  mkdirSync(dirname(join(PAGES, path)), { recursive: true });
  copyFileSync(from, join(PAGES, path));
}
