import type { Wishes } from '../deployment/deployment.ts'

/** Whether somebody wants the deployment itself, whatever the files say. */
export const isAsked = ({ always, build, noCache, pull }: Wishes): boolean =>
  always === true || build !== undefined || noCache === true || pull === true
