import { conformanceOf } from "./suite.ts";

conformanceOf("aws");
