import { verifyCommand } from "./verify-command.ts";

process.exitCode = await verifyCommand({
  argv: process.argv.slice(2),
  variables: process.env,
  print: (text) => process.stdout.write(text),
});
