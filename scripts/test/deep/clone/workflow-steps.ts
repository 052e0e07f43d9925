import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { repository } from "../../../src/workspace/repository.ts";

/** A step of a workflow that runs commands. */
export interface WorkflowStep {
  readonly workflow: string;
  readonly job: string;
  readonly run: string;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Readonly<Record<string, string>>[] }>>;
}

const FOLDER = ".github/workflows";

/** Returns every command that the workflows run, also those of the `changesets` action. */
export function workflowSteps(): WorkflowStep[] {
  return readdirSync(repository(FOLDER)).flatMap((workflow) => {
    const { jobs }: Workflow = parse(readFileSync(repository(`${FOLDER}/${workflow}`), "utf8"));
    return Object.entries(jobs).flatMap(([job, { steps }]) =>
      steps
        .map((step) => step["run"] ?? Object(step["with"])["version-script"])
        .filter((run) => typeof run === "string")
        .map((run) => ({ workflow, job, run })),
    );
  });
}
