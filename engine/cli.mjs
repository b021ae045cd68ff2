// The entry in plain JavaScript: an old Node can't read TypeScript, and must be told so rather than fail on the first line.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `error node-too-old: this is Node ${process.versions.node}, and Node 22.18 or later is needed. ` +
      "Run the command through npm (`npm run up`), which uses the Node 24 that `npm install` brings along.",
  );
  process.exitCode = 1;
} else {
  const { main } = await import("./cli.ts");
  process.exitCode = await main(process.argv.slice(2));
}
