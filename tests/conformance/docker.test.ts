import { conformanceOf } from "./suite.ts";

conformanceOf("docker");
