const { rulesFor } = require("./scripts/boundary-rules.cjs");

module.exports = {
  forbidden: rulesFor(__dirname),
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^lib/platform/generated/prisma/internal|^\\.next/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
