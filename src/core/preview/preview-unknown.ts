import { RedhookError } from '../errors.ts'

/** Nobody knows of such a preview. */
export const previewUnknown = (app: string, number: number): RedhookError =>
  new RedhookError(`There is no preview of pull request ${number} of ${JSON.stringify(app)}`, {
    code: 'PREVIEW_UNKNOWN',
    hint: 'See which there are: GET /api/v1/previews, or Previews in the dashboard.',
  })
