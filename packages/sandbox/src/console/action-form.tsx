import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ActionName } from "./actions.ts";
import { consolePaths } from "./console-paths.ts";

/** A form that runs an action. It also works without JavaScript. */
export function ActionForm({
  action,
  children,
  id,
}: {
  action: ActionName;
  children?: Child;
  id?: string;
}): JSX.Element {
  return (
    <form method="post" action={`${consolePaths.actions}${action}`} id={id}>
      {children}
    </form>
  );
}
