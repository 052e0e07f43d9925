import type { JSX } from "hono/jsx/jsx-runtime";

/** The headers of a message, one in each line. */
export function HeaderList({ headers }: { headers: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <dl class="facts headers">
      {Object.entries(headers).map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
