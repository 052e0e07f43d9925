import { writeFile } from "node:fs/promises";
import { createValidator } from "../openapi/create-validator.ts";
import { readOpenApiDocument } from "../openapi/openapi-document.ts";
import { escapeControls } from "../report/escape-controls.ts";
import { formatJsonReport } from "../report/json-report.ts";
import { formatJUnitReport } from "../report/junit-report.ts";
import { formatTextReport } from "../report/text-report.ts";
import { getVerdict, type Verification } from "../verify/verification.ts";
import { verify } from "../verify/verify.ts";
import { parseOptions, USAGE } from "./command-options.ts";
import { createReportFile } from "./create-report-file.ts";
import { selectProviders } from "./select-providers.ts";
import { UsageError } from "./usage-error.ts";

/** The parts of its process that the command uses. */
export interface CommandProcess {
  readonly argv: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
}

const EXIT_CODES = { passed: 0, failed: 1, inconclusive: 3 } as const;
const EXIT_NOT_RUN = 2;

/** Runs `contracts:verify`: verifies, prints, writes the reports, and returns the exit code. */
export async function verifyCommand({ argv, variables, print: write }: CommandProcess): Promise<number> {
  // Responses and pacts may contain control characters. No text of theirs may reach the terminal
  // raw.
  const print = (text: string) => write(escapeControls(text));
  try {
    const options = parseOptions(argv);
    if (options.help) {
      print(USAGE);
      return 0;
    }
    await createReportFile("--junit", options.junit);
    await createReportFile("--json", options.json);
    const validate = createValidator(readOpenApiDocument());
    const verifications: Verification[] = [];
    for (const { start, isStrict } of selectProviders(options.targets, variables, print)) {
      const target = await start();
      try {
        const verification = await verify(options.pacts, target, {
          ...(isStrict && { validate }),
          ...(options.pactLog && { logLevel: options.pactLog, onOutput: print }),
        });
        verifications.push(verification);
      } finally {
        await target.close();
      }
    }
    print(verifications.map(formatTextReport).join(""));
    if (options.junit !== undefined) await writeFile(options.junit, formatJUnitReport(verifications));
    if (options.json !== undefined) await writeFile(options.json, formatJsonReport(verifications));
    const verdicts = verifications.map(getVerdict);
    const worst = (["failed", "inconclusive"] as const).find((verdict) => verdicts.includes(verdict));
    return EXIT_CODES[worst ?? "passed"];
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    print(error instanceof UsageError ? `${message}\n\n${USAGE}` : `The command failed: ${message}\n`);
    return EXIT_NOT_RUN;
  }
}
