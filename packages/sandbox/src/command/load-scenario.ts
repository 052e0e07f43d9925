import { readFile } from "node:fs/promises";
import { isScenarioName, type ScenarioName, scenarioNames } from "../options/built-in-scenarios.ts";
import { parse } from "../options/parse.ts";
import { type Scenario, scenarioSchema } from "../options/scenario.ts";

/**
 * Returns the scenario that `--scenario` names: a built-in one, or the contents of a JSON file.
 * Throws a `TypeError` if the file cannot be read or is not a scenario.
 */
export async function loadScenario(
  nameOrFile: string | undefined,
): Promise<ScenarioName | Scenario | undefined> {
  if (nameOrFile === undefined || isScenarioName(nameOrFile)) return nameOrFile;
  const text = await readFile(nameOrFile, "utf8").catch((cause: unknown) => {
    const names = scenarioNames.join(", ");
    const error = `\`--scenario\` must be the name of a file that can be read, or one of: ${names} (got "${nameOrFile}").`;
    throw new TypeError(error, { cause });
  });
  return parse(scenarioSchema, parseJson(text, nameOrFile), "scenario");
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error of the parser quotes the file, which may contain credentials.
    throw new TypeError(`\`--scenario\` must be a JSON file, but ${file} is not valid JSON.`);
  }
}
