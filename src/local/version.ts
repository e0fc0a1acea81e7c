/** The version of package.json, as clusters and people see it. */
export const version = "0.1.0";
