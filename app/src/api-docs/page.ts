import { escapeHtml } from "../messages/html.ts";
import type { OpenApiDocument, OpenApiOperation } from "./document.ts";
import { typeOf } from "./type-text.ts";

/** The document as a page: no script, nothing inline, nothing from elsewhere. */
export function apiPage(document: OpenApiDocument): string {
  const { info, tags, paths, components } = document;
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = tags
    .map(({ name }) => ({ name, own: calls.filter(({ operation }) => operation.tags.includes(name)) }))
    .filter(({ own }) => own.length > 0);
  const entities = Object.entries(components.schemas);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(info.title)} API</title>
<link rel="stylesheet" href="/api/docs/style.css">
</head>
<body>
<nav aria-label="Contents"><ul>
${sections.map(({ name }) => `<li><a href="#${anchor(name)}">${text(name)}</a></li>`).join("\n")}
<li><a href="#entities">What is answered</a></li>
<li><a href="/api/docs/openapi.json">OpenAPI document</a></li>
</ul></nav>
<main>
<h1>${text(info.title)} API <small>${text(info.version)}</small></h1>
<p>${prose(info.description)}</p>
${sections
  .map(
    ({ name, own }) =>
      `<section id="${anchor(name)}"><h2>${text(name)}</h2>\n${own.map(callHtml).join("\n")}</section>`,
  )
  .join("\n")}
<section id="entities"><h2>What is answered</h2>
${entities
  .map(([name, schema]) => `<h3 id="${anchor(name)}">${text(name)}</h3>\n${code(typeOf(schema))}${exampleOf(schema)}`)
  .join("\n")}
</section>
</main>
</body>
</html>
`;

  function callHtml({
    path,
    method,
    operation,
  }: {
    path: string;
    method: string;
    operation: OpenApiOperation;
  }): string {
    const { summary, security, parameters = [], requestBody, responses } = operation;
    return `<details id="${anchor(`${method} ${path}`)}">
<summary><b class="${text(method)}">${text(method.toUpperCase())}</b> <code>${text(path)}</code> <span>${prose(summary)}</span></summary>
${security ? "<p>Needs a session.</p>" : ""}
${parameters.length > 0 ? `<h4>Parameters</h4><dl>${parameters.map(parameterHtml).join("")}</dl>` : ""}
${requestBody ? `<h4>Body</h4>${Object.entries(requestBody.content).slice(0, 1).map(bodyHtml).join("")}` : ""}
<h4>Answers</h4><dl>${Object.entries(responses).map(answerHtml).join("")}</dl>
</details>`;
  }

  function answerHtml([status, response]: [string, OpenApiOperation["responses"][string]]): string {
    const name = response.$ref?.split("/").at(-1);
    const { description = "", content } =
      name === undefined ? response : { ...components.responses[name]!, content: undefined };
    const [schema] = Object.values(content ?? {}).map((media) => media.schema);
    const shape = schema && Object.keys(schema).length > 0 ? code(typeOf(schema)) : "";
    return `<dt>${text(status)}</dt><dd>${prose(description)}${shape}</dd>`;
  }
}

function parameterHtml({
  name,
  in: place,
  required,
  schema,
  description,
}: NonNullable<OpenApiOperation["parameters"]>[number]) {
  const need = required ? "" : ", may be left out";
  const more = description === undefined ? "" : ` ${prose(description)}`;
  return `<dt><code>${text(name)}</code></dt><dd>${text(typeOf(schema))} in the ${text(place)}${need}.${more}</dd>`;
}

function bodyHtml([type, { schema, example }]: [string, { schema?: object; example?: unknown }]): string {
  const shown = example === undefined ? "" : `<p>For example:</p>${code(JSON.stringify(example, null, 2))}`;
  return `<p>${text(type)}</p>${code(typeOf(schema ?? {}))}${shown}`;
}

function exampleOf(schema: { examples?: unknown[] }): string {
  const [example] = schema.examples ?? [];
  return example === undefined ? "" : `<p>For example:</p>${code(JSON.stringify(example, null, 2))}`;
}

const text = escapeHtml;
const code = (source: string) => `<pre tabindex="0"><code>${text(source)}</code></pre>`;
/** Text in which backticks mark code. */
const prose = (source: string) => text(source).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
const anchor = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
