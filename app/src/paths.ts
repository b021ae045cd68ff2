import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };

/** The running version, as in package.json. */
export const VERSION: string = manifest.version;

// The server runs as its sources or as the bundle in dist/server, which carries a copy of the migrations.
const here = import.meta.dirname;
const bundled = !import.meta.filename.endsWith(".ts");

export const MIGRATIONS_FOLDER = bundled ? join(here, "migrations") : join(here, "../migrations");
export const WEB_FOLDER = bundled ? join(here, "../web") : join(here, "../dist/web");
