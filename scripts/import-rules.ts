import { writeFileSync } from "node:fs";
import { biomeImportRules } from "./src/workspace/import-rules.ts";
import { repository } from "./src/workspace/repository.ts";

writeFileSync(repository("biome.imports.json"), JSON.stringify(biomeImportRules(), undefined, 2));
