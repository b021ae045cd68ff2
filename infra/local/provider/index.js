import { serve } from "./provider.ts"; // the SDK's plugin runner would compile a .ts entry with a TypeScript of its own; Node 24 strips the types itself

serve(process.argv.slice(2));
