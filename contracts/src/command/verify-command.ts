import { writeFile } from "node:fs/promises";
import { type Command, withProgress } from "@wakapay/command";
import { createValidator } from "../openapi/create-validator.ts";
import { readOpenApiDocument } from "../openapi/openapi-document.ts";
import { escapeControls } from "../report/escape-controls.ts";
import { formatJsonReport } from "../report/json-report.ts";
import { formatJUnitReport } from "../report/junit-report.ts";
import { formatTextReport } from "../report/text-report.ts";
import { getVerdict, type Verification } from "../verify/verification.ts";
import { verify } from "../verify/verify.ts";
import { type CommandOptions, commandOptions, verifyFlags } from "./command-options.ts";
import { createReportFile } from "./create-report-file.ts";
import { selectProviders } from "./select-providers.ts";
import { UsageError } from "./usage-error.ts";

const EXIT_CODES = { passed: 0, failed: 1, inconclusive: 3 } as const;
const EXIT_NOT_RUN = 2;

const DETAILS = `The target "environment" requires WAKAPAY_BASE_URL, WAKAPAY_API_KEY, and WAKAPAY_API_SECRET.

Exit codes:
  0  Every interaction that the targets support passed.
  1  At least one interaction failed.
  2  The command could not run: an option or variable is not valid, or a target did not start.
  3  No failures, but the result is inconclusive (see the lines marked "!").`;

/** The command `contracts:verify`: verifies, prints, and writes the reports. */
export const verifyCommand: Command = {
  name: "contracts:verify",
  invocation: "npx -y pnpm@12 contracts:verify",
  summary: "Verifies pacts against the sandbox and WakaPay's test environment.",
  variablePrefix: "WAKAPAY_VERIFY",
  flags: verifyFlags,
  details: DETAILS,
  async run(flags, { variables, print, warn }) {
    // Responses and pacts may contain control characters. No text of theirs may reach the terminal
    // raw.
    const write = (text: string) => print(escapeControls(text).replace(/\n$/, ""));
    try {
      return await verifyAll(commandOptions(flags), variables, write);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      warn(escapeControls(`contracts:verify: The command failed: ${message}`));
      return EXIT_NOT_RUN;
    }
  },
};

async function verifyAll(
  options: CommandOptions,
  variables: Readonly<Record<string, string | undefined>>,
  print: (text: string) => void,
): Promise<number> {
  await createReportFile("--junit", options.junit);
  await createReportFile("--json", options.json);
  const validate = createValidator(readOpenApiDocument());
  const verifications: Verification[] = [];
  for (const { start, isStrict } of selectProviders(options.targets, variables, print)) {
    const target = await withProgress("Starting a target", start());
    try {
      const verifying = verify(options.pacts, target, {
        ...(isStrict && { validate }),
        ...(options.pactLog && { logLevel: options.pactLog, onOutput: print }),
      });
      verifications.push(await withProgress(`Verifying ${target.name}`, verifying));
    } finally {
      await target.close();
    }
  }
  for (const verification of verifications) print(formatTextReport(verification));
  if (options.junit !== undefined) await writeFile(options.junit, formatJUnitReport(verifications));
  if (options.json !== undefined) await writeFile(options.json, formatJsonReport(verifications));
  const verdicts = verifications.map(getVerdict);
  const worst = (["failed", "inconclusive"] as const).find((verdict) => verdicts.includes(verdict));
  return EXIT_CODES[worst ?? "passed"];
}
