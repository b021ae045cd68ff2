import { camel, MOVED } from "./tables.ts";

const BEGIN = "<!-- fields: written by `npm run docs -w app` -->";
const END = "<!-- end of the fields -->";

/** docs/moving.md with the table of an export's fields as they are now. */
export function withFields(page: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`docs/moving.md has no line "${BEGIN}" and after it "${END}"`);
  const rows = MOVED.map(({ name, columns, secrets = [], secret }) => {
    const fields = columns.map((column) => `\`${camel(column)}\``).join(", ");
    const more = secrets.map((column) => `\`${camel(column)}\``).join(", ");
    const which = secret ? "with secrets only" : more;
    return `| \`${name}.jsonl\` | ${fields} | ${which} |`;
  });
  const table = ["| File | Fields | With secrets also |", "| --- | --- | --- |", ...rows].join("\n");
  return `${page.slice(0, before + BEGIN.length)}\n\n${table}\n\n${page.slice(after)}`;
}
