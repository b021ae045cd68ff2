import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import elixir from "highlight.js/lib/languages/elixir";
import go from "highlight.js/lib/languages/go";
import graphql from "highlight.js/lib/languages/graphql";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import nginx from "highlight.js/lib/languages/nginx";
import perl from "highlight.js/lib/languages/perl";
import php from "highlight.js/lib/languages/php";
import plaintext from "highlight.js/lib/languages/plaintext";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import r from "highlight.js/lib/languages/r";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import scss from "highlight.js/lib/languages/scss";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

/** Told apart by how they look, when nobody says which it is; the others look too much like one of these. */
const telling = { bash, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json };
const alsoTelling = { php, python, ruby, rust, shell, sql, typescript, xml, yaml };
const named = {
  c,
  elixir,
  graphql,
  kotlin,
  lua,
  makefile,
  markdown,
  nginx,
  perl,
  plaintext,
  powershell,
  r,
  scss,
  swift,
};
for (const [name, grammar] of Object.entries({ ...telling, ...alsoTelling, ...named }))
  hljs.registerLanguage(name, grammar);
const GUESSED = [...Object.keys(telling), ...Object.keys(alsoTelling)];

/** So many letters are enough to guess by, and soon read in twenty languages. */
const MOST_GUESSED_BY = 1_000;
/** With fewer marks of a language it is taken for plain text: a log, a poem. */
const LEAST_RELEVANCE = 4;

/** The code as safe HTML in which its parts are marked by class, or null when the language isn't known or can't be guessed. */
export function coloured(code: string, language: string | null): string | null {
  const known = language === null ? guess(code) : hljs.getLanguage(language) && language;
  return known ? hljs.highlight(code, { language: known, ignoreIllegals: true }).value : null;
}

function guess(code: string): string | undefined {
  const { language, relevance } = hljs.highlightAuto(code.slice(0, MOST_GUESSED_BY), GUESSED);
  return relevance >= LEAST_RELEVANCE ? language : undefined;
}
