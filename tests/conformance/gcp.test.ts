import { conformanceOf } from "./suite.ts";

conformanceOf("gcp");
