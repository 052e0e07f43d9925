import { writeFile } from "node:fs/promises";
import { answerJudge } from "../openapi/answer-judge.ts";
import { openApiDocument } from "../openapi/openapi-document.ts";
import { jsonReport } from "../report/json-report.ts";
import { junitReport } from "../report/junit-report.ts";
import { textReport } from "../report/text-report.ts";
import { verdict } from "../verify/verdict.ts";
import type { Verification } from "../verify/verification.ts";
import { verify } from "../verify/verify.ts";
import { candidates } from "./candidates.ts";
import { commandOptions, USAGE } from "./command-options.ts";
import { UsageError } from "./usage-error.ts";

/** What a command needs of its process. */
export interface CommandProcess {
  readonly argv: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
}

const EXIT_CODE = { held: 0, failed: 1, void: 3 } as const;
const NOT_FINISHED = 2;

/** `pnpm contracts:verify`: verifies, prints and writes the reports, and answers the exit code, which `--help` explains. */
export async function verifyCommand({ argv, variables, print }: CommandProcess): Promise<number> {
  try {
    const options = commandOptions(argv);
    if (options.help) {
      print(USAGE);
      return 0;
    }
    const judge = answerJudge(openApiDocument());
    const verifications: Verification[] = [];
    for (const { start, isStrict } of candidates(options.targets, variables, print)) {
      const target = await start();
      try {
        const how = {
          ...(isStrict && { watch: { judge } }),
          ...(options.pactLog && { logLevel: options.pactLog, onOutput: print }),
        };
        verifications.push(await verify(options.pacts, target, how));
      } finally {
        await target.close();
      }
    }
    print(verifications.map(textReport).join(""));
    if (options.junit !== undefined) await writeFile(options.junit, junitReport(verifications));
    if (options.json !== undefined) await writeFile(options.json, jsonReport(verifications));
    const verdicts = verifications.map(verdict);
    const worst = (["failed", "void"] as const).find((one) => verdicts.includes(one)) ?? "held";
    return EXIT_CODE[worst];
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    print(
      error instanceof UsageError ? `${message}\n\n${USAGE}` : `The command could not finish: ${message}\n`,
    );
    return NOT_FINISHED;
  }
}
