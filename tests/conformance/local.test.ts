import { conformanceOf } from "./suite.ts";

conformanceOf("local");
