/** The build gathers style sheets on its own. */
declare module "*.css";
