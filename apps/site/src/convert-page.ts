import { posix } from "node:path";

/** What a link of a page can lead to. */
export interface Targets {
  /** The path of the page that is made from each Markdown file. */
  readonly pages: ReadonlyMap<string, string>;
  /** Whether a file or folder exists. */
  readonly exists: (file: string) => boolean;
  /** The address of the repository, for files that are not pages. */
  readonly repository: string;
}

/** A page of the site, and the images that it shows. */
export interface ConvertedPage {
  readonly text: string;
  /** The files of the images, relative to the repository. */
  readonly images: readonly string[];
}

const BADGE = /^\[!\[.*?\]\(https:\/\/img\.shields\.io\/.*\n/gm;
const FENCE = /(^ *```[\s\S]*?^ *```$)/m;
const FILE_COMMENT = /<!-- (\S+\.\w+) -->(?=\s*$)/;
const CAPTION = '<p class="file">$1</p>';
const LINK = /(!?)(\[[^\]]*\])\((?![a-z]+:|#)([^)\s]+)\)|^(\[[^\]]+\]:) (?![a-z]+:|#)(\S+)$/gm;

/**
 * Converts a Markdown file of the repository for the site.
 *
 * A link to a file that is a page leads to that page, and any other to the file in the repository.
 * A comment in front of a code block that names its file becomes a caption. Badges are left out,
 * because another host serves them. Throws if a link leads nowhere.
 */
export function convertPage(file: string, text: string, targets: Targets): ConvertedPage {
  const images: string[] = [];

  function convertLink(link: string, isImage: boolean): string {
    const [path = "", anchor] = link.split("#");
    const target = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, "");
    const hash = anchor === undefined ? "" : `#${anchor}`;
    const page = targets.pages.get(target) ?? targets.pages.get(`${target}/README.md`);
    if (page !== undefined) return `/${page.replace(/(^|\/)index$/, "$1")}${hash}`;
    if (!targets.exists(target)) throw new Error(`${file} links to ${target}, which does not exist.`);
    if (!isImage) return `${targets.repository}/blob/main/${target}${hash}`;
    images.push(target);
    return `/${target}`;
  }

  const parts = text.replaceAll(BADGE, "").split(FENCE);
  const converted = parts.map((part, index) => {
    if (/^ *```/.test(part)) return part;
    const captioned = index + 1 < parts.length ? part.replace(FILE_COMMENT, CAPTION) : part;
    return captioned.replaceAll(LINK, (_, bang = "", label = "", inline, reference = "", defined) =>
      inline === undefined
        ? `${reference} ${convertLink(defined, false)}`
        : `${bang}${label}(${convertLink(inline, bang === "!")})`,
    );
  });
  return { text: converted.join(""), images };
}
