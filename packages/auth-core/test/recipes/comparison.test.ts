import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const STORMS = [
  "storm-cold",
  "storm-expiry",
  "storm-failing",
  "storm-rejected-at-once",
  "storm-rejected-over-time",
];

interface Subject {
  readonly name: string;
  readonly value: number | null;
  readonly note?: string;
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** Returns the text of a cell: the count, and how many requests failed. */
function cellOf(subject: Subject | undefined): string {
  if (subject === undefined || subject.value === null) return "–";
  const failed = /^\d+ requests failed$/.exec(subject.note ?? "")?.[0];
  const count = subject.value.toLocaleString("en-US");
  return failed === undefined ? count : `${count}, ${failed.replace("requests ", "")}`;
}

it("shows the exchanges that the benchmark counted", () => {
  const storms = STORMS.map((storm): readonly Subject[] => {
    return JSON.parse(read(`../../apps/bench/results/${storm}.json`)).measurement.subjects;
  });
  const names = new Set(storms.flatMap((subjects) => subjects.map(({ name }) => name)));
  const expected = [...names].map((name) => [
    name,
    ...storms.map((subjects) => cellOf(subjects.find((subject) => subject.name === name))),
  ]);
  const section = read("docs/comparison.md").split("## Token requests under load")[1]?.split("## ")[0] ?? "";
  const rows = [...section.matchAll(/^\| (?!library|-)(.*) \|$/gm)].map(([, row = ""]) => row.split("|"));
  expect(rows.map((row) => row.map((cell) => cell.trim()))).toEqual(expected);
});
