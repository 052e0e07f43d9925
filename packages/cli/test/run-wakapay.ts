import { findSecrets } from "@wakapay/auth-core/testing";
import { startProgram } from "@wakapay/command";
import { expect } from "vitest";
import { createProgram } from "../src/program.ts";
import type { Output } from "../src/terminal/terminal.ts";

/** The credentials of all tests. No output may contain them. */
export const credentials = { apiKey: "canary-key-5f3a", apiSecret: "canary-secret-91bd" };
/** A host that exists in no network, and that no name server has to be called for. */
export const LONG_NAME = `${"a".repeat(64)}.invalid`;
/** A token. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** How a call is made. */
export interface Call {
  readonly variables?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whether a person watches. Default: false. */
  readonly isTTY?: boolean;
}

/** How a call ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The call as a person sees it, without what differs in each run. */
  readonly transcript: string;
}

/** Runs the command in this process. Fails the test if the output contains a secret. */
export async function runWakapay(args: readonly string[], call: Call = {}): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written): Output => ({
    isTTY: call.isTTY,
    write(bytes, done) {
      written[name] += Buffer.from(bytes).toString();
      done?.();
    },
  });
  const terminal = {
    stdin: (async function* () {
      yield Buffer.from(call.stdin ?? "");
    })(),
    stdout: output("stdout"),
    stderr: output("stderr"),
  };
  const code = await startProgram(createProgram(terminal, "1.2.3"), "1.2.3", {
    args,
    variables: call.variables ?? {},
    print: (line) => terminal.stdout.write(`${line}\n`),
    warn: (line) => terminal.stderr.write(`${line}\n`),
  });
  const { stdout, stderr } = written;
  const shown = args[0] === "token" && code === 0 ? stderr : stdout + stderr;
  expect(findSecrets(shown, Object.values(credentials))).toEqual([]);
  expect(shown).not.toMatch(TOKEN);
  const transcript = [`$ wakapay ${args.map(quoted).join(" ")}`, ...sections(written), `exit code: ${code}`];
  return { code, stdout, stderr, transcript: stable(`${transcript.join("\n")}\n`) };
}

function quoted(text: string): string {
  return /^[\w@=/.:-]+$/.test(text) ? text : `'${text}'`;
}

function sections({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string[] {
  return [
    ...(stdout === "" ? [] : ["--- stdout", stdout.trimEnd()]),
    ...(stderr === "" ? [] : ["--- stderr", stderr.trimEnd()]),
    "---",
  ];
}

/** Replaces what differs in each run. */
function stable(text: string): string {
  return text
    .replaceAll(TOKEN, "<token>")
    .replaceAll(/\b(127\.0\.0\.1|localhost):\d+/g, "$1:4010")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-26T12:00:00Z")
    .replaceAll(/"fingerprint":"[0-9a-f]{16}"/g, '"fingerprint":"0123456789abcdef"')
    .replaceAll(/\b\d+ ms\b/g, "12 ms")
    .replaceAll(/Node\.js \d+\.\d+\.\d+/g, "Node.js 24.0.0")
    .replaceAll(`${process.platform} ${process.arch}`, "linux x64")
    .replaceAll(LONG_NAME, "wakapay.invalid")
    .replaceAll(/Within \d s\b/g, "Within 1 s")
    .replaceAll("\u001b", "\\e");
}
