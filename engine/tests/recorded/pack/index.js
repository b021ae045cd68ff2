import "./rules.ts";
