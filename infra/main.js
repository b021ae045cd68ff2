// The program's entry is JavaScript so that an old Node can say what it lacks; everything else is TypeScript, which Node ≥ 22.18 runs as it is.
import * as pulumi from "@pulumi/pulumi";

if (!process.features.typescript) {
  throw new pulumi.RunError(
    `NODE_TOO_OLD — Node ${process.versions.node} does not run TypeScript, and this program needs Node 22.18 or later. ` +
      "npm installed one with the project: use `npm run up`, or put node_modules/.bin first on PATH before `pulumi`.",
  );
}

const { default: program } = await import("./index.ts");
export default program;
