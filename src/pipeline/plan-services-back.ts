import type { App } from '../core/app.ts'
import type { Deployment, Version } from '../core/deployment/deployment.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { ChangedPath, PlanFacts } from '../core/plan/facts.ts'
import type { ServicePlan } from '../core/plan/plan.ts'
import { planDeployment } from '../core/plan/plan-deployment.ts'
import type { Git } from './ports/git.ts'
import { findReplacedFolders } from './replaced-folders.ts'
import type { FilesBack } from './rollback-files.ts'

interface WayBackRequest {
  readonly failed: Deployment
  readonly version: Version
  /** The model where the checkout is now. */
  readonly model: ComposeModel
  readonly files: FilesBack
}

/**
 * What the way back does to each service, beside giving it its image: the plan of a deployment from the failed commit to the good one.
 * It tells which containers still see files of the failed commit.
 */
export async function planServicesBack(
  app: App,
  { failed, version, model, files }: WayBackRequest,
  { git }: { readonly git: Git },
): Promise<readonly ServicePlan[]> {
  const tip = (files.areBack ? version.commit : failed.commit) ?? ''
  const base = failed.commit
  const changed = base === undefined ? undefined : await changesBetween(app, base, tip, git)
  const replacedFolders = await findReplacedFolders(
    app,
    model,
    { tip, ways: [{ from: base, changed, isBack: true }] },
    git,
  )
  const print = failed.inputs?.print
  const facts: PlanFacts = {
    tip,
    root: app.lane,
    ...(base === undefined ? {} : { base }),
    ...(changed === undefined ? {} : { changed }),
    model,
    ...(print === undefined ? {} : { livePrint: print }),
    replacedFolders,
    composeFiles: version.composeFiles,
    wishes: { build: false, always: true },
    triggers: app.build.triggers,
    scope: app.build.scope,
    restart: app.restart,
    ...nothingElse,
  }
  return planDeployment(facts).services
}

/** Every change counts, and nothing but the change. */
const nothingElse = {
  failedSince: [],
  changedInputs: [],
  lastAttemptIsTip: false,
  down: [],
  orphans: [],
  overruled: [],
  missingImages: [],
  ignore: [],
  removeOrphans: false,
} satisfies Partial<PlanFacts>

const changesBetween = async (
  app: App,
  base: string,
  tip: string,
  git: Git,
): Promise<readonly ChangedPath[] | undefined> => (base === tip ? [] : git.changes(app, base, tip))
