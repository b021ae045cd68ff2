import { conformanceOf } from "./suite.ts";

conformanceOf("azure");
