/// <reference path="../../src/moving/slack/emoji-names.d.ts" />

/** The build gathers style sheets on its own. */
declare module "*.css";
