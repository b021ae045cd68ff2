import "./provider.ts";
