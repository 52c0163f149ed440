/** Detours that deployments led to are found without a look at all the others, which are read for every app at the start. */
export const migration0005 = `
CREATE INDEX deployments_detours ON deployments (app, id) WHERE instr(cause, '"detour":') > 0;
`
