import { conformanceOf } from "./suite.ts";

conformanceOf("kubernetes");
