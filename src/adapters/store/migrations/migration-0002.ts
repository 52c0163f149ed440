/**
 * Versions and the way back to them. What waits has an urgency, and one deployment waits per app and urgency: 0 a push or a request,
 * 1 a rollback that a person wants, 2 a way back that was interrupted. `began` numbers the deployments of an app in the order in which
 * they were last begun, since a rollback overtakes what has waited longer.
 */
export const migration0002 = `
ALTER TABLE deployments ADD COLUMN previous TEXT;
ALTER TABLE deployments ADD COLUMN version TEXT;
ALTER TABLE deployments ADD COLUMN outcome TEXT;
ALTER TABLE deployments ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN began INTEGER;
UPDATE deployments SET began = id WHERE started_at IS NOT NULL;

DROP INDEX one_waits_per_app;
CREATE UNIQUE INDEX one_waits_per_app ON deployments (app, urgency) WHERE state = 'queued';
DROP INDEX deployments_succeeded;
CREATE INDEX deployments_good ON deployments (app, began, project_key, state) WHERE state IN ('succeeded', 'rolled_back');
CREATE INDEX deployments_begun ON deployments (app, began) WHERE began IS NOT NULL;
`
