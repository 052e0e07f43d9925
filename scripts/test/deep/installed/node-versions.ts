import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A version of Node.js that tests run programs on. */
export interface NodeVersion {
  readonly version: string;
  /** The path of the executable. */
  readonly path: string;
}

/** The oldest version that `engines` allows, and the newest of each line that CI uses. */
const WANTED = ["22.0.0", "22", "24", "26"];

/** Installs each version from npm. Reports a version that npm cannot install as not run. */
export async function nodeVersions(): Promise<readonly NodeVersion[]> {
  const found = await Promise.all(
    WANTED.map((wanted) => install(wanted).catch((error) => report(wanted, error))),
  );
  return found.filter((version) => version !== undefined);
}

async function install(wanted: string): Promise<NodeVersion> {
  const args = ["exec", "--yes", `--package=node@${wanted}`, "--", "node", "--print"];
  const { stdout } = await promisify(execFile)("npm", [...args, "process.version + ' ' + process.execPath"]);
  const [version = "", path = ""] = stdout.trim().split(" ");
  return { version, path };
}

function report(wanted: string, error: unknown): undefined {
  const [reason] = String(Object(error).stderr || error).split("\n", 1);
  process.stderr.write(`not run: node@${wanted}, because npm could not install it (${reason})\n`);
}
